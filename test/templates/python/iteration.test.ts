import { fails, renders } from '../table.ts'

renders('what can be gone through is what Python goes through', [
  ["{{ 'aé😀'|list }}", "['a', 'é', '😀']"],
  ['{{ d|list }}', "['b', 'a', 'items', 'nested']"],
  ['{{ (1, 2)|list }}', '[1, 2]'],
  ['{{ range(3)|list }}', '[0, 1, 2]'],
  ["{{ {'a': 1}.items()|list }}", "[('a', 1)]"],
  ['{{ nope|list }}', '[]'],
  [
    "{% set x = [1] %}{% for y in x %}{% if y < 4 %}{{ x.append(y + 1) or '' }}{% endif %}{{ y }}{% endfor %}",
    '1234',
  ],
  ["{% set g = l|map('string') %}{{ g|list }}{{ g|list }}", "['3', '1', '2'][]"],
])

fails('what cannot is an error', [
  ['{{ 5|list }}', 'TypeError'],
  ['{{ none|list }}', 'TypeError'],
  ['{% for x in 1.5 %}{% endfor %}', 'TypeError'],
  ['{{ 5|length }}', 'TypeError'],
  ['{{ none|length }}', 'TypeError'],
  ["{{ (l|map('string'))|length }}", 'TypeError'],
  ['{{ true|list }}', 'TypeError'],
])
