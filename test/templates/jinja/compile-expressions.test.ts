import { fails, renders } from '../table.ts'

renders("expressions give Python's values", [
  [
    "{{ [1, (2, 3), {'a': 4}] }}{{ 'a' ~ 1.0 ~ none }}{{ d.a if flag else d.b }}",
    "[1, (2, 3), {'a': 4}]a1.0Nonetwo",
  ],
  ["{{ 1 < 2 < 3 }}{{ 3 > 2 != 2 }}{{ 'a' in 'abc' not in [false] }}", 'TrueFalseTrue'],
  ["{{ {'a': i}['a'] + l[0] - -1 }}{{ not not 1 }}{{ +i }}", '11True7'],
])

fails("otherwise: expressions give Python's values", [
  ['{{ [x for] if false else 1 }}', 'TemplateSyntaxError', "expected token ',', got 'for'"],
])
