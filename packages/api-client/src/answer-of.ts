/** What the API answered: `const run = await answerOf(api.GET('/recipe_runs/{id}', { params: { path: { id } } }))`. */
export async function answerOf<Data>(call: Promise<{ data?: Data }>): Promise<NonNullable<Data>> {
  return (await call).data as NonNullable<Data>;
}
