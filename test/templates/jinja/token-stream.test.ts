import { fails } from '../table.ts'

fails('what is expected is said', [
  ['{{ [1 2] }}', 'TemplateSyntaxError', "expected token ',', got 'integer'"],
  ['{{ {1 2} }}', 'TemplateSyntaxError', "expected token ':', got 'integer'"],
  ['{% for x y %}{% endfor %}', 'TemplateSyntaxError', "expected token 'in', got 'y'"],
  ['{% block %}{% endblock %}', 'TemplateSyntaxError', "expected token 'name', got 'end of statement block'"],
  ['{% macro %}{% endmacro %}', 'TemplateSyntaxError', "expected token 'name', got 'end of statement block'"],
  ['{{ f(', 'TemplateSyntaxError', "unexpected 'end of template'"],
  ['{% if x', 'TemplateSyntaxError', "unexpected end of template, expected 'end of statement block'."],
])
