import { fails, renders } from '../table.ts'

renders('an undefined value prints nothing, is false, empty and equal to its like', [
  ['[{{ nope }}]', '[]'],
  ['{{ nope|length }}{{ nope|list }}', '0[]'],
  ["{{ nope == nada }}{{ nope == '' }}", 'TrueFalse'],
  ['{% for x in nope %}x{% else %}none{% endfor %}', 'none'],
  ['{{ not nope }}', 'True'],
  ['{{ [nope] }}', '[Undefined]'],
  ["{{ d.x }}{{ d['x'] }}{{ l[7] }}{{ none.x }}", ''],
])

fails('anything else done with it is an error that says which', [
  ['{{ nope.x }}', 'UndefinedError', "'nope' is undefined"],
  ["{{ nope['x'] }}", 'UndefinedError', "'nope' is undefined"],
  ['{{ nope() }}', 'UndefinedError', "'nope' is undefined"],
  ['{{ nope + 1 }}', 'UndefinedError', "'nope' is undefined"],
  ['{{ 1 - nope }}', 'UndefinedError', "'nope' is undefined"],
  ['{{ -nope }}', 'UndefinedError', "'nope' is undefined"],
  ['{{ nope < 1 }}', 'UndefinedError', "'nope' is undefined"],
  ['{{ d.x.y }}', 'UndefinedError', "'dict object' has no attribute 'x'"],
  ['{{ l[9].y }}', 'UndefinedError', 'list object has no element 9'],
  ['{{ none.x.y }}', 'UndefinedError', "'None' has no attribute 'x'"],
  ['{{ nope|int }}', 'UndefinedError', "'nope' is undefined"],
  ['{{ nope[1:] }}', 'UndefinedError', "'nope' is undefined"],
  ["{{ 'a'.nope() }}", 'UndefinedError', "'str object' has no attribute 'nope'"],
  ['{{ nope % 2 }}', 'UndefinedError', "'nope' is undefined"],
  ['{{ nope ** 2 }}', 'UndefinedError', "'nope' is undefined"],
  ["{{ nope in 'abc' }}", 'TypeError'],
])
