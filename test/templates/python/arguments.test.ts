import { fails, renders } from '../table.ts'

renders('arguments go by place or by name', [
  ["{{ 'a b c'.split(maxsplit=1) }}", "['a', 'b c']"],
  ["{{ 'a b c'.split(' ', maxsplit=1) }}", "['a', 'b c']"],
  ['{{ 1.25|round(precision=1) }}', '1.2'],
  ["{{ s|truncate(5, leeway=0, end='') }}", 'Hello'],
  ['{{ l|sort(reverse=true) }}', '[3, 2, 1]'],
  ["{{ s|replace(old='l', new='L', count=1) }}", 'HeLlo World'],
  ["{{ 'x'.center(*[5, '*']) }}", '**x**'],
  ["{{ s|truncate(**{'length': 5, 'leeway': 0}) }}", 'He...'],
])

fails('arguments that do not fit are an error', [
  ['{{ s|truncate(1, 2, 3, 4, 5) }}', 'TypeError'],
  ["{{ s|replace('a') }}", 'TypeError'],
  ['{{ s|upper(1) }}', 'TypeError'],
  ['{{ s|truncate(nope=1) }}', 'TypeError'],
  ['{{ s|truncate(5, length=5) }}', 'TypeError'],
  ['{{ s.center(width=5) }}', 'TypeError'],
  ['{{ l|length(1) }}', 'TypeError'],
  ['{{ d() }}', 'TypeError'],
  ["{{ 's'() }}", 'TypeError'],
  ['{{ l|sort(**5) }}', 'TypeError'],
  ['{{ s.center(*5) }}', 'TypeError'],
  ['{{ range() }}', 'TypeError'],
  ['{{ dict(**{1: 2}) }}', 'TypeError'],
])
