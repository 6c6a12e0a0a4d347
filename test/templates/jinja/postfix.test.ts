import { fails, renders } from '../table.ts'

renders('what stands behind a value applies in turn', [
  ['{{ d.nested.deep[0] }}{{ rows[0].name.upper()[0] }}{{ s.split()[1][::-1] }}', 'TrueXdlroW'],
  ["{{ s|upper|replace('L', 'l')|length }}{{ 'a'|upper|lower is lower }}", '11True'],
  [
    "{{ i is divisibleby 7 }}{{ i is divisibleby(3) }}{{ i is not divisibleby 3 }}{{ 'a' is in ['a'] }}{{ 1 is not none }}",
    'TrueFalseTrueTrueTrue',
  ],
  ["{{ dict(a=1,)['a'] }}{{ range(*[1, 4])|list }}{{ dict(**{'x': 1}) }}", "1[1, 2, 3]{'x': 1}"],
  ["{{ l[0:2] }}{{ l[:] }}{{ l[::2] }}{{ {(1, 2): 'x'}[1, 2] }}", '[3, 1][3, 1, 2][3, 2]x'],
])

fails('arguments in the wrong order are an error', [
  ['{{ f(a=1, 2) }}', 'TemplateSyntaxError', 'invalid syntax for function call expression'],
  ['{{ f(*a, *b) }}', 'TemplateSyntaxError', 'invalid syntax for function call expression'],
  ['{{ f(**a, b) }}', 'TemplateSyntaxError', 'invalid syntax for function call expression'],
  ['{{ x| }}', 'TemplateSyntaxError', "expected token 'name', got 'end of print statement'"],
  ['{{ x|1 }}', 'TemplateSyntaxError', "expected token 'name', got 'integer'"],
  ['{{ d[1 }}', 'TemplateSyntaxError', "unexpected '}', expected ']'"],
  ['{{ x|upper( }}', 'TemplateSyntaxError', "unexpected '}', expected ')'"],
  ['{{ f(a=1 b) }}', 'TemplateSyntaxError', "expected token ',', got 'b'"],
])
