/** `POST /feedstocks/`, as an operator does it once for a repository. @throws when the API refuses it. */
export async function registerFeedstock(apiUrl: string, apiKey: string, spec: string): Promise<void> {
  const response = await fetch(`${apiUrl}/feedstocks/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': apiKey },
    body: JSON.stringify({ spec }),
  });
  if (!response.ok) throw new Error(`POST /feedstocks/ was answered ${response.status}: ${await response.text()}`);
}
