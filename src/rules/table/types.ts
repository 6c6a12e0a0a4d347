/** Object types as rules name them: `dcim.device`, all of an app (`dcim.*`), or all (`*`). */

/** Names every object type. */
export const ANY = '*'

/**
 * Whether a rule's object type takes in an event's. `objectType` is empty where only the model is known, which then decides:
 * its app is not known, so that `dcim.*` cannot tell.
 */
export function takesIn(pattern: string, objectType: string, model: string): boolean {
  if (pattern === ANY) return true
  const dot = pattern.indexOf('.')
  const ofModel = pattern.slice(dot + 1)
  if (objectType === '') return ofModel !== ANY && ofModel === model
  if (ofModel !== ANY) return pattern === objectType
  return dot >= 0 && objectType.startsWith(pattern.slice(0, dot + 1))
}
