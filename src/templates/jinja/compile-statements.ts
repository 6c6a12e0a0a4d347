/** Statements to closures. */
import { spend } from '../budget.ts'
import { raise } from '../python/exceptions.ts'
import { escapeHtml } from '../python/html.ts'
import { str } from '../python/repr.ts'
import { isString, isTrue, Markup, plain, typeName, type Value } from '../python/values.ts'
import { compileCall, compileFilter } from './compile-calls.ts'
import { compileExpression, type Evaluate } from './compile-expressions.ts'
import { compileFor } from './compile-for.ts'
import { compileMacro } from './compile-macro.ts'
import { compileTarget } from './compile-target.ts'
import { compileRead } from './compile-variable.ts'
import { isConstant } from './constants.ts'
import type { Execute, Frame } from './frame.ts'
import { Namespace } from './globals.ts'
import { captured, Output, Run, settings } from './scope.ts'
import type { BlockNode, Body, Expression, Statement, Target } from './types.ts'

/** Statements in turn. */
export function compileBody(body: Body, frame: Frame): Execute {
  const steps = body.map(node => compileStatement(node, frame))
  const [first, second] = steps
  if (first === undefined) return () => {}
  if (second === undefined) return first
  return (scope, out) => {
    for (let i = 0; i < steps.length; i++) steps[i]!(scope, out)
  }
}

/** Runs a body into text of its own. */
function capture(body: Execute, escapes: boolean | undefined): Evaluate {
  return scope => {
    const out = new Output()
    body(scope, out)
    return captured(out.text, escapes)
  }
}

/** Runs a block; one that is marked so sees the variables around it. */
function compileBlockUse({ name, scoped, required, at }: BlockNode, frame: Frame): Execute {
  const around = scoped
    ? [...frame.symbols.stored()].map(([each, variable]) => [each, compileRead(variable, frame)] as const)
    : []
  return (scope, out) => {
    scope.run.at.offset = at
    if (required) raise('TemplateRuntimeError', `Required block '${name}' not found`)
    let { run } = scope
    if (scoped) {
      run = new Run(run.environment, run.context, run.blocks, run)
      for (const [each, read] of around) {
        const value = read(scope)
        if (value !== undefined) run.vars.set(each, value)
      }
    }
    run.blocks.get(name)!(run, out)
  }
}

function compileStatement(node: Statement, frame: Frame): Execute {
  switch (node.kind) {
    case 'text': {
      const { text } = node
      return (_scope, out) => out.write(text)
    }
    case 'print':
      return compilePrint(node.value, node.at, frame)
    case 'if':
      return compileIf(node, frame)
    case 'for':
      return compileFor(node, frame)
    case 'set':
      return compileSet(node.target, compileExpression(node.value, frame), node.at, frame)
    case 'setBlock': {
      const inner = frame.inner()
      inner.symbols.analyze(node.body)
      inner.symbols.read(node.filter)
      const text = compileCaptured(node.body, node.filter, inner)
      const assign = compileSet(node.target, asText(text), node.at, frame)
      return surround(inner, assign)
    }
    case 'filterBlock': {
      const inner = frame.inner()
      inner.symbols.analyze(node.body)
      inner.symbols.read(node.filter)
      const value = compileCaptured(node.body, node.filter, inner)
      return surround(inner, (scope, out) => out.fill(textOnly(value(scope))))
    }
    case 'with': {
      const inner = frame.inner()
      for (const { target } of node.bindings) inner.symbols.declareTarget(target)
      inner.symbols.analyze(node.body)
      const bindings = node.bindings.map(({ target, value }) => ({
        assign: compileTarget(target, inner),
        value: compileExpression(value, frame),
      }))
      const body = compileBody(node.body, inner)
      return surround(inner, (scope, out) => {
        for (const { assign, value } of bindings) assign(scope, value(scope))
        body(scope, out)
      })
    }
    case 'autoescape':
      return compileAutoescape(node, frame)
    case 'macro': {
      const macro = compileMacro(node.macro, frame)
      return compileSet({ kind: 'name', name: node.macro.name, at: node.at }, macro, node.at, frame)
    }
    case 'callBlock': {
      const call = compileCall(node.call, frame, compileMacro(node.macro, frame))
      return (scope, out) => out.fill(textOnly(call(scope)))
    }
    case 'block': {
      return compileBlockUse(node, frame)
    }
    case 'include': {
      const template = compileExpression(node.template, frame)
      return scope => {
        template(scope)
      }
    }
  }
}

function compilePrint(node: Expression, at: number, frame: Frame): Execute {
  const value = compileExpression(node, frame)
  const { escapes } = frame
  // Jinja2 prints constants beforehand, when it does not yet know that they are to be escaped.
  const isKnown = isConstant(node, false)
  return (scope, out) => {
    spend()
    const made = value(scope)
    scope.run.at.offset = at
    const isEscaped = escapes ?? (settings.autoescape && !isKnown)
    out.fill(isEscaped ? escapeHtml(made).text : str(made))
  }
}

// What a filter or call block makes is not printed but put in as it is, and has to be text.
function textOnly(value: Value): string {
  if (isString(value)) return plain(value)
  return raise('TypeError', `sequence item 0: expected str instance, ${typeName(value)} found`)
}

function compileIf(node: Statement & { kind: 'if' }, outer: Frame): Execute {
  const frame = outer.soft()
  const branches = node.branches.map(({ test, body }) => ({
    test: compileExpression(test, frame),
    body: compileBody(body, frame),
  }))
  const otherwise = compileBody(node.otherwise, frame)
  return (scope, out) => {
    for (let i = 0; i < branches.length; i++) {
      spend()
      if (isTrue(branches[i]!.test(scope))) return branches[i]!.body(scope, out)
    }
    otherwise(scope, out)
  }
}

function compileSet(target: Target, value: Evaluate, at: number, frame: Frame): Execute {
  const assign = compileTarget(target, frame)
  const members = membersOf(target).map(name => compileRead(frame.symbols.ref(name), frame))
  return scope => {
    spend()
    for (const read of members) {
      scope.run.at.offset = at
      if (!(read(scope) instanceof Namespace))
        raise('TemplateRuntimeError', 'cannot assign attribute on non-namespace object')
    }
    const made = value(scope)
    scope.run.at.offset = at
    assign(scope, made)
  }
}

function membersOf(target: Target): string[] {
  if (target.kind === 'tuple') return target.items.flatMap(membersOf)
  return target.kind === 'member' ? [target.name] : []
}

/** A body's text, with a filter on it where there is one. */
function compileCaptured(body: Body, filter: Expression | undefined, frame: Frame): Evaluate {
  const text = capture(compileBody(body, frame), frame.escapes)
  return filter?.kind === 'filter' ? compileFilter(filter, frame, text) : text
}

/** Under autoescape what a set block makes is Markup, whatever its filter made of it. */
function asText(value: Evaluate): Evaluate {
  return scope => {
    const made = value(scope)
    return settings.autoescape ? new Markup(str(made)) : made
  }
}

/** A body in a scope of its own. */
function surround(frame: Frame, body: Execute): Execute {
  const enter = frame.enter()
  const leave = frame.leave()
  return (scope, out) => {
    spend()
    enter(scope)
    body(scope, out)
    leave(scope)
  }
}

function compileAutoescape(node: Statement & { kind: 'autoescape' }, outer: Frame): Execute {
  const frame = outer.escaping(node.value.kind === 'constant' ? isTrue(node.value.value) : undefined)
  frame.symbols.read(node.value)
  frame.symbols.analyze(node.body)
  const value = compileExpression(node.value, frame)
  const body = compileBody(node.body, frame)
  return surround(frame, (scope, out) => {
    const before = settings.autoescape
    settings.autoescape = isTrue(value(scope))
    try {
      body(scope, out)
    } finally {
      settings.autoescape = before
    }
  })
}
