import { fails, renders } from '../table.ts'

renders('operators bind as in Jinja2', [
  [
    '{{ 1 + 2 * 3 }}{{ (1 + 2) * 3 }}{{ 2 * 3 ** 2 }}{{ -3 ** 2 }}{{ 10 / 4 * 2 }}{{ 7 // 2 * 2 }}',
    '791895.06',
  ],
  [
    '{{ not 1 == 2 }}{{ not true and false }}{{ true or false and false }}{{ 1 in [1] == true }}',
    'TrueFalseTrueFalse',
  ],
  ['{{ 1 if false else 2 if false else 3 }}{{ (1 if true) }}{{ 1 if false }}|', '31|'],
  ["{{ -1|abs }}{{ -5.5|int }}{{ 2 ** 3|float }}{{ 'a' ~ 'b'|upper }}", '1-58.0aB'],
  ['{{ 1 not in [2] }}{{ not 1 in [2] }}{{ 1 is odd and 2 is even }}', 'TrueTrueTrue'],
  [
    "{{ 'a' 'b' \"c\" }}{{ [1, 2,] }}{{ {'a': 1,} }}{{ (1,) }}{{ 1, 2 }}{{ [] }}{{ () }}{{ {} }}",
    "abc[1, 2]{'a': 1}(1,)(1, 2)[](){}",
  ],
  [
    "{{ none or 'x' }}{{ '' or 0 }}{{ 1 and 'y' }}{{ true and none }}{{ True }}{{ None }}{{ False }}",
    'x0yNoneTrueNoneFalse',
  ],
])

fails('otherwise: operators bind as in Jinja2', [
  ["{{ 'a' ~ 1 + 2 }}{{ 1 ~ 2 * 3 }}{{ 1 + 2 ~ 3 }}", 'TypeError'],
])

fails('what is no expression is an error', [
  ['{{ 1 + }}', 'TemplateSyntaxError', "unexpected 'end of print statement'"],
  ['{{ * 2 }}', 'TemplateSyntaxError', "unexpected '*'"],
  ['{{ a b }}', 'TemplateSyntaxError', "expected token 'end of print statement', got 'b'"],
  ['{{ [1, }}', 'TemplateSyntaxError', "unexpected '}', expected ']'"],
  ['{{ {1} }}', 'TemplateSyntaxError', "expected token ':', got '}'"],
  ['{{ if }}{{ x if }}', 'TemplateSyntaxError', "unexpected 'end of print statement'"],
  ['{{ () + }}', 'TemplateSyntaxError', "unexpected 'end of print statement'"],
  ['{{ not }}', 'TemplateSyntaxError', "unexpected 'end of print statement'"],
  ['{{ 1 is }}', 'TemplateSyntaxError', "expected token 'name', got 'end of print statement'"],
  ["{{ 'a' is odd is even }}", 'TemplateSyntaxError', 'You cannot chain multiple tests with is'],
  ['{{ ,1 }}', 'TemplateSyntaxError', "unexpected ','"],
])
