import { execa } from 'execa';
import { z } from 'zod';

/** A class by its full name, and what is to be passed to it. */
export interface ClassQuestion {
  name: string;
  kind: 'bakery' | 'file system';
  /** Options by section of the configuration; for bakeries only. */
  options?: Readonly<Record<string, unknown>>;
}

const answerSchema = z.array(
  z.discriminatedUnion('outcome', [
    z.object({ outcome: z.literal('good') }),
    /** The package that it would be in is not installed here. */
    z.object({ outcome: z.literal('no_package'), package: z.string() }),
    z.object({ outcome: z.literal('wrong'), message: z.string(), option: z.string().optional() }),
  ]),
);

export type ClassAnswer = z.infer<typeof answerSchema>[number];

const TIME_LIMIT_MS = 120_000;

/** Values may be secrets, so the messages name types and never values. */
const PROGRAM = `
import difflib, importlib, importlib.util, json, sys
def ask(question):
    module, _, name = question["name"].rpartition(".")
    top = module.split(".")[0]
    if importlib.util.find_spec(top) is None:
        return {"outcome": "no_package", "package": top}
    try:
        found = getattr(importlib.import_module(module), name, None)
        names = dir(importlib.import_module(module))
    except ModuleNotFoundError as error:
        if error.name and not (module + ".").startswith(error.name + "."):
            return {"outcome": "no_package", "package": error.name}
        return {"outcome": "wrong", "message": "there is no module " + str(error.name)}
    if not isinstance(found, type):
        near = difflib.get_close_matches(name, names, 1)
        return {"outcome": "wrong", "message": module + " has no class " + name + (". Did you mean " + near[0] + "?" if near else "")}
    if question["kind"] == "file system":
        from fsspec import AbstractFileSystem
        if not issubclass(found, AbstractFileSystem):
            return {"outcome": "wrong", "message": "it is no file system of fsspec"}
        return {"outcome": "good"}
    from pangeo_forge_runner.bakery.base import Bakery
    if not issubclass(found, Bakery):
        return {"outcome": "wrong", "message": "it is no bakery of pangeo-forge-runner"}
    from traitlets import TraitError
    traits = found.class_traits(config=True)
    for option, value in (question.get("options") or {}).items():
        if option not in traits:
            near = difflib.get_close_matches(option, list(traits), 1)
            return {"outcome": "wrong", "option": option, "message": "is not an option of " + name + (". Did you mean " + near[0] + "?" if near else "")}
        try:
            traits[option]._validate(found.__new__(found), value)
        except TraitError:
            return {"outcome": "wrong", "option": option, "message": "must be " + traits[option].info() + ", is " + type(value).__name__}
        except Exception:
            pass
    return {"outcome": "good"}
print(json.dumps([ask(one) for one in json.load(sys.stdin)]))
`;

/**
 * Whether the classes exist beside this interpreter and take their options, in the order asked. Imports the modules
 * that are named, and constructs nothing that connects anywhere. Null when the interpreter gave no answer.
 */
export async function inspectClasses(
  python: string,
  questions: readonly ClassQuestion[],
  searchPath: string,
): Promise<ClassAnswer[] | null> {
  const answer = await execa(python, ['-I', '-c', PROGRAM], {
    extendEnv: false,
    env: { PATH: searchPath },
    reject: false,
    input: JSON.stringify(questions),
    timeout: TIME_LIMIT_MS,
  });
  if (answer.failed) return null;
  const parsed = answerSchema.safeParse(JSON.parse(answer.stdout.trim().split('\n').at(-1) ?? ''));
  return parsed.success ? parsed.data : null;
}
