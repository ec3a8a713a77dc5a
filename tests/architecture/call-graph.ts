import ts from 'typescript';
import { resolve } from './source-tree.ts';

/** A top-level declaration of a module, or one property of an exported object (`actions.save`). */
export interface Unit {
  path: string;
  name: string;
}

interface Module {
  /** What each declaration names. */
  units: Map<string, Set<string>>;
  exported: Set<string>;
  /** Local name to where it comes from. */
  imports: Map<string, Unit>;
}

/** Who names whom among the modules given, by declaration: enough to see which of them a door can reach. */
export class CallGraph {
  readonly #modules = new Map<string, Module>();

  /** @param sources text by path from the root */
  constructor(sources: ReadonlyMap<string, string>) {
    for (const [path, text] of sources) this.#modules.set(path, read(path, text));
  }

  exportsOf(path: string): Unit[] {
    return [...(this.#modules.get(path)?.exported ?? [])].map((name) => ({ path, name }));
  }

  /** Whether anything that the unit names, or that those name in turn, is one of `goals` (paths of modules). */
  reaches(from: Unit, goals: readonly string[]): boolean {
    const seen = new Set<string>();
    const waiting = [from];
    for (let unit = waiting.pop(); unit; unit = waiting.pop()) {
      if (goals.includes(unit.path)) return true;
      const key = `${unit.path}#${unit.name}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const module = this.#modules.get(unit.path);
      for (const name of module?.units.get(unit.name) ?? []) {
        const imported = module!.imports.get(name);
        if (imported) waiting.push(imported);
        else if (module!.units.has(name)) waiting.push({ path: unit.path, name });
      }
    }
    return false;
  }
}

function read(path: string, text: string): Module {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const module: Module = { units: new Map(), exported: new Set(), imports: new Map() };
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) addImports(module, path, statement);
    else if (ts.isFunctionDeclaration(statement) && statement.name)
      add(module, statement, statement.name.text, statement);
    else if (ts.isClassDeclaration(statement) && statement.name) add(module, statement, statement.name.text, statement);
    else if (ts.isVariableStatement(statement)) {
      for (const { name, initializer } of statement.declarationList.declarations) {
        if (!ts.isIdentifier(name) || !initializer) continue;
        const several = ['actions', 'commands'].includes(name.text) && ts.isObjectLiteralExpression(initializer);
        if (!several) add(module, statement, name.text, initializer);
        else
          for (const property of initializer.properties) {
            module.units.set(`${name.text}.${property.name?.getText() ?? '…'}`, namesIn(property));
            module.exported.add(`${name.text}.${property.name?.getText() ?? '…'}`);
          }
      }
    }
  }
  return module;
}

function add(module: Module, statement: ts.Statement, name: string, body: ts.Node): void {
  module.units.set(name, namesIn(body));
  const exported = ts.canHaveModifiers(statement) && ts.getModifiers(statement);
  if (exported && exported.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) module.exported.add(name);
}

function addImports(module: Module, path: string, { importClause, moduleSpecifier }: ts.ImportDeclaration): void {
  const bindings = importClause?.namedBindings;
  const target = resolve(path, (moduleSpecifier as ts.StringLiteral).text);
  if (importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword || target.kind !== 'file') return;
  if (!bindings || !ts.isNamedImports(bindings)) return;
  for (const { name, propertyName, isTypeOnly } of bindings.elements) {
    if (!isTypeOnly) module.imports.set(name.text, { path: target.path, name: (propertyName ?? name).text });
  }
}

function namesIn(node: ts.Node): Set<string> {
  const names = new Set<string>();
  const visit = (child: ts.Node): void => {
    if (ts.isTypeNode(child)) return;
    const isMember = ts.isPropertyAccessExpression(child.parent) && child.parent.name === child;
    if (ts.isIdentifier(child) && !isMember) names.add(child.text);
    ts.forEachChild(child, visit);
  };
  visit(node);
  return names;
}
