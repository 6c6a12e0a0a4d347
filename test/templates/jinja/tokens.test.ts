import { fails } from '../table.ts'

fails('messages name tokens as Jinja2 names them', [
  ['{{ 1 2 }}', 'TemplateSyntaxError', "expected token 'end of print statement', got 'integer'"],
  ["{{ 'a' 1 }}", 'TemplateSyntaxError', "expected token 'end of print statement', got 'integer'"],
  ['{% for 1 in x %}{% endfor %}', 'TemplateSyntaxError', "can't assign to 'const'"],
  ['{{ }}', 'TemplateSyntaxError', "Expected an expression, got 'end of print statement'"],
  ['{% if %}{% endif %}', 'TemplateSyntaxError', "Expected an expression, got 'end of statement block'"],
  ['{{ x. }}', 'TemplateSyntaxError', 'expected name or number'],
  [
    '{% set x %}',
    'TemplateSyntaxError',
    "Unexpected end of template. Jinja was looking for the following tags: 'endset'. The innermost block that needs to be closed is 'set'.",
  ],
])
