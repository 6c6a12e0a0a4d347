import { fails, renders } from '../table.ts'

renders('statements do what they say', [
  ['{% with a = 1 %}{% with a = 2, b = a %}{{ a }}{{ b }}{% endwith %}{{ a }}{% endwith %}{{ a }}', '211'],
  ['{% filter trim|upper %} a {% endfilter %}|{% set x | length %}abc{% endset %}{{ x + 1 }}', 'A|4'],
  ['{% macro m(c) %}[{{ caller(c) }}]{% endmacro %}{% call(x) m(5) %}{{ x }}{% endcall %}', '[5]'],
  ["{% if nope %}a{% elif none %}b{% elif '' %}c{% else %}d{% endif %}", 'd'],
  [
    "{% autoescape false %}{{ '<' }}{% autoescape true %}{{ '<' }}{% endautoescape %}{{ '<' }}{% endautoescape %}",
    '<&lt;<',
  ],
])

fails('what filter and call blocks make has to be text', [
  ['{% filter length %}abc{% endfilter %}', 'TypeError'],
  ['{% call range(3) %}{% endcall %}', 'TypeError'],
  ['{% filter list %}a{% endfilter %}', 'TypeError'],
])
