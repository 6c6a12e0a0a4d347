import { fails, renders } from '../table.ts'

renders('a dict keeps the order of insertion, and the value of the last of equal keys', [
  ["{{ {'b': 1, 'a': 2, 'b': 3} }}", "{'b': 3, 'a': 2}"],
  ['{{ dict(b=1, a=2) }}', "{'b': 1, 'a': 2}"],
  ["{% set x = {'a': 1, 'b': 2} %}{{ x.pop('a') }}{{ x.update(a=3) }}{{ x }}", "1None{'b': 2, 'a': 3}"],
  ['{{ d|list }}', "['b', 'a', 'items', 'nested']"],
])

fails('a dict that changes while it is gone through is an error', [
  ["{% set x = {'a': 1} %}{% for k in x %}{{ x.update(b=2) }}{% endfor %}", 'RuntimeError'],
])
