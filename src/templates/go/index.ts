/** Templates of Go's text/template, as NetBird's users write them. */
export { compileGoTemplate, type GoTemplateOptions } from './template.ts'
