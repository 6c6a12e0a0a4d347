import { fails, renders } from '../table.ts'

renders('keys that are equal are one key', [
  ["{{ {1: 'a', 1.0: 'b', true: 'c'} }}", "{1: 'c'}"],
  ["{{ {(1, 2): 'x'}[(1, 2)] }}", 'x'],
  ['{{ {none: 1}[none] }}', '1'],
  ["{{ {'a'|safe: 1}['a'] }}", '1'],
  ['{{ {10**20: 1}[1e20] }}', '1'],
  ["{{ [1, 1.0, true, '1', (1,), (1.0,)]|unique|list }}", "[1, '1', (1,)]"],
  ['{{ {nope: 1}[nada] }}', '1'],
])

fails('lists and dicts are no keys', [
  ['{{ dict([([1], 2)]) }}', 'TypeError'],
  ['{{ [[1], [1]]|unique|list }}', 'TypeError'],
  ['{{ d.get([1]) }}', 'TypeError'],
  ['{{ {}.get({}) }}', 'TypeError'],
  ['{% set x = [1] %}{{ {(1, x): 2} }}', 'TypeError'],
])
