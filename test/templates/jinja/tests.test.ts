import { fails, renders } from '../table.ts'

renders('each test holds where Python says so', [
  [
    '{{ 3 is odd }}{{ 4 is even }}{{ 2.0 is even }}{{ -1 is odd }}{{ 9 is divisibleby 3 }}{{ true is odd }}',
    'TrueTrueTrueTrueTrueTrue',
  ],
  [
    '{{ i is defined }}{{ nope is defined }}{{ nope is undefined }}{{ d.zz is undefined }}{{ none is defined }}',
    'TrueFalseTrueTrueTrue',
  ],
  [
    "{{ 'upper' is filter }}{{ 'nope' is filter }}{{ 'odd' is test }}{{ 'nope' is test }}{{ 1 is filter }}",
    'TrueFalseTrueFalseFalse',
  ],
  [
    "{{ none is none }}{{ '' is none }}{{ true is boolean }}{{ 1 is boolean }}{{ false is false }}{{ 0 is false }}{{ true is true }}{{ 1 is true }}",
    'TrueFalseTrueFalseTrueFalseTrueFalse',
  ],
  [
    "{{ 1 is integer }}{{ true is integer }}{{ 1.0 is integer }}{{ 1.0 is float }}{{ 1 is float }}{{ 1 is number }}{{ true is number }}{{ '1' is number }}",
    'TrueFalseFalseTrueFalseTrueTrueFalse',
  ],
  [
    "{{ 'abc' is lower }}{{ 'Abc' is lower }}{{ 'ABC' is upper }}{{ '1' is upper }}{{ 'a' is string }}{{ 1 is string }}{{ 'a'|safe is string }}",
    'TrueFalseTrueFalseTrueFalseTrue',
  ],
  [
    "{{ d is mapping }}{{ l is mapping }}{{ l is sequence }}{{ 'a' is sequence }}{{ d is sequence }}{{ 5 is sequence }}{{ range(2) is sequence }}{{ nope is sequence }}{{ d.keys() is sequence }}{{ (l|map('string')) is sequence }}",
    'TrueFalseTrueTrueTrueFalseTrueTrueFalseFalse',
  ],
  [
    "{{ l is iterable }}{{ 'a' is iterable }}{{ 5 is iterable }}{{ nope is iterable }}{{ none is iterable }}{{ (l|select) is iterable }}",
    'TrueTrueFalseTrueFalseTrue',
  ],
  [
    "{{ range is callable }}{{ 'a' is callable }}{{ 'a'.upper is callable }}{{ nope is callable }}",
    'TrueFalseTrueTrue',
  ],
  [
    '{{ none is sameas none }}{{ 1 is sameas 1.0 }}{{ true is sameas true }}{{ 1 is sameas true }}',
    'TrueFalseTrueFalse',
  ],
  [
    "{{ 'a' is escaped }}{{ 'a'|safe is escaped }}{{ 1 is in [1] }}{{ 'a' is in 'abc' }}",
    'FalseTrueTrueTrue',
  ],
  [
    '{{ 1 is eq 1 }}{{ 1 is equalto 2 }}{{ 1 is ne 2 }}{{ 1 is gt 0 }}{{ 1 is greaterthan 1 }}{{ 1 is ge 1 }}{{ 1 is lt 2 }}{{ 1 is lessthan 1 }}{{ 1 is le 0 }}',
    'TrueFalseTrueTrueFalseTrueTrueFalseFalse',
  ],
  [
    "{{ l|select('==', 1)|list }}{{ l|select('!=', 1)|list }}{{ l|select('>', 1)|list }}{{ l|select('>=', 2)|list }}{{ l|select('<', 2)|list }}{{ l|select('<=', 2)|list }}",
    '[1][3, 2][3, 2][3, 2][1][1, 2]',
  ],
])

fails('tests that do not fit are an error', [
  ["{{ 'a' is odd }}", 'TypeError'],
  ["{{ 'a' is divisibleby 2 }}", 'TypeError'],
  ['{{ 1 is divisibleby }}', 'TypeError'],
  ["{{ 1 is gt 'a' }}", 'TypeError'],
  ['{{ 1 is in 5 }}', 'TypeError'],
  ['{{ nope is odd }}', 'UndefinedError', "'nope' is undefined"],
  ['{{ [] is filter }}', 'TypeError'],
])
