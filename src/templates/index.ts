/** Templates: Jinja2's, compiled to closures, each render on a budget. */
export { LIMITS, type Limits } from './budget.ts'
export { readContext, type TemplateContext } from './context.ts'
export type { TemplateEnvironment } from './environment-filter.ts'
export { TemplateError } from './error.ts'
export { compileGoTemplate, type GoTemplateOptions } from './go/index.ts'
export {
  compileTemplate,
  type Escape,
  type Template,
  type TemplateOptions,
  type TemplateWarning,
} from './template.ts'
