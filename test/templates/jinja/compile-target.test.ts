import { fails, renders } from '../table.ts'

renders('values are taken apart', [
  ['{% for k, v in d.items() %}{{ k }};{% endfor %}', 'b;a;items;nested;'],
  ["{% set a, b, c = 'xyz' %}{{ c }}{% set a, b = l|map('string')|list|batch(2)|first %}{{ b }}", 'z1'],
  ['{% for a, (b, c) in [(1, (2, 3))] %}{{ a }}{{ b }}{{ c }}{% endfor %}', '123'],
])

fails('what does not come apart so is an error', [
  ['{% for a, b in l %}{% endfor %}', 'TypeError'],
  ["{% for a, b in ['abc'] %}{% endfor %}", 'ValueError'],
  ['{% set a, b = none %}', 'TypeError'],
  ['{% set a, b = nope %}', 'ValueError'],
  ["{% for a, b in ['a'] %}{% endfor %}", 'ValueError'],
])
