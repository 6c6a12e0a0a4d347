/** What random rules and events are made of: the same few words in both, so that they meet. */

// What stands first is taken more often.
export const OBJECT_TYPES = [
  'dcim.device',
  'dcim.device',
  'dcim.device',
  'dcim.site',
  'ipam.prefix',
  'plugin.device',
]
export const EVENT_TYPES = [
  'object_created',
  'object_updated',
  'object_deleted',
  'job_completed',
  'own_event',
]

/** Texts as JavaScript has them. */
export const TEXTS = [
  'active',
  'planned',
  'act',
  'Active',
  '',
  'a',
  'core-switch-01',
  'core\n',
  'Zürich',
  'e\u0301',
  '😀',
  '\ud83d',
  '\ude00',
  '\u0000',
  '1',
  'null',
  'a"b\\c/d',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!',
  'ſtraße',
  '__proto__',
  'a.b',
]

/** Numbers as they may be written; some are equal to others, or to true and false. */
export const NUMBERS = [
  '0',
  '-0',
  '-0.0',
  '0e5',
  '1',
  '1.0',
  '10e-1',
  '1E+0',
  '2',
  '42',
  '4.2e1',
  '420e-1',
  '0.1',
  '0.30000000000000004',
  '100',
  '1e2',
  '-1',
  '-42',
  '9007199254740991',
  '9007199254740992',
  '9007199254740993',
  '9007199254740993.0',
  '9.007199254740993e15',
  '123456789012345678901234567890',
  '1.2345678901234568e29',
  '-9007199254740993',
  '1e400',
  '-1e400',
  '1e-400',
  '5e-324',
  '1.7976931348623157e308',
  '18446744073709551616',
]

/** Names of members, at every level. */
export const NAMES = [
  'name',
  'status',
  'value',
  'label',
  'site',
  'slug',
  'tags',
  'position',
  'custom_fields',
  'owner',
]
export const ODD_NAMES = [
  '',
  '__proto__',
  'constructor',
  'length',
  '0',
  'snapshots',
  'a.b',
  'é',
  '😀',
  '\ud83d',
  'STATUS',
]

/** Paths that events often have something at. */
export const PATHS = [
  'name',
  'status',
  'status.value',
  'status.label',
  'site',
  'site.slug',
  'site.owner.name',
  'tags',
  'tags.slug',
  'tags.name',
  'position',
  'custom_fields',
  'custom_fields.owner',
  'custom_fields.tags.value',
  'custom_fields.value',
]

/** In Python's dialect; among them what is catastrophic elsewhere, what never matches, and what looks at a line feed. */
export const PATTERNS = [
  'act',
  'ctive',
  '.*ive$',
  '^core-.*-\\d+$',
  '(?i)ACTIVE',
  '(a+)+$',
  '(a|aa)+!$',
  'core$',
  'core\\Z',
  '\\w+',
  '\\d',
  '[^a]',
  '(?P<x>a)(?P=x)*!',
  'a*+a',
  '(?=.*ü)Z',
  '(?i)STRASSE',
  '(?i)ſ',
  '',
  '$',
  '.',
  '..',
  '\\ud83d',
  'Z.*ch',
  'core.*switch.*01',
  '.*c.*o.*',
  '(?s:.*)e',
  'a.b',
  '(?x) a c t # comment',
  'planned|active',
  '\\x61ct',
  'a\\u0063.*e',
  '.*[iv]{1,2}e',
  'co?re.+',
]

/** Headers and the texts they have. */
export const TENANTS = ['blue', 'green', '', 'bl', 'Zürich']
export const USERS = ['admin', 'svc-sync', 'root', '']
