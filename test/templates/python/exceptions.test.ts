import { fails, renders } from '../table.ts'

renders(
  'an exception that Python code catches is caught, and every other ends the render, where it renders',
  [["{{ 'x'|int(5) }} {{ nope|default('d') }} {{ l[99] }}|", '5 d |']],
)

fails('an exception that Python code catches is caught, and every other ends the render', [
  ["{{ 1 + 'x' }}", 'TypeError'],
  ['{{ l.index(99) }}', 'ValueError'],
])
