import { fails, renders } from '../table.ts'

renders('fields are filled in as Python fills them', [
  [
    "{{ '%s %r %d %i %5.1f|%-5s|%05d|%+d|% d|%x|%X|%o|%#x|%c%c|%%' % ('a', 'b', 7, 8.9, 2.25, 'l', 42, 3, 4, 255, 255, 8, 255, 65, 'z') }}",
    "a 'b' 7 8   2.2|l    |00042|+3| 4|ff|FF|10|0xff|Az|%",
  ],
  ["{{ '%(a)s-%(b)05.1f' % {'a': 1, 'b': 2} }}", '1-002.0'],
  ["{{ '%s' % [1] }}{{ '%s' % {} }}{{ '%s' % none }}{{ '%s' % (1,) }}", '[1]{}None1'],
  ["{{ '%.2s|%5.1s|%*d|%-*d|' % ('abc', 'xyz', 4, 1, 4, 2) }}", 'ab|    x|   1|2   |'],
  [
    "{{ '%a' % 'é' }}{{ '%s' % nope }}{{ '%e' % 5 }}{{ '%g' % 1e20 }}{{ '%.3d' % 5 }}",
    "'\\xe9'5.000000e+001e+20005",
  ],
])

fails('fields and values that do not fit are an error', [
  ["{{ '%d' % 'a' }}", 'TypeError'],
  ["{{ '%s %s' % 'a' }}", 'TypeError'],
  ["{{ '%s' % (1, 2) }}", 'TypeError'],
  ["{{ '%(a)s' % 1 }}", 'TypeError'],
  ["{{ '%(zz)s' % {'a': 1} }}", 'KeyError'],
  ["{{ '%q' % 1 }}", 'ValueError'],
  ["{{ '%' % 1 }}", 'ValueError'],
  ["{{ '%x' % 1.5 }}", 'TypeError'],
  ["{{ '%f' % 'a' }}", 'TypeError'],
  ["{{ '%c' % 'ab' }}", 'TypeError'],
  ["{{ '%d' % nope }}", 'UndefinedError', "'nope' is undefined"],
  ["{{ 'a' % 1 }}", 'TypeError'],
])
