import { fails, renders } from '../table.ts'

renders(
  'a filter that does not exist is found before rendering, except under a condition, where it renders',
  [
    ["{% if false %}{{ 'x'|nosuch }}{% endif %}ok", 'ok'],
    ["{{ 'x'|nosuch if false else 'ok' }}", 'ok'],
  ],
)

fails('a filter that does not exist is found before rendering, except under a condition', [
  ["{{ 'x'|nosuch }}", 'TemplateAssertionError', "No filter named 'nosuch'."],
  ["{{ 'x' is nosuch }}", 'TemplateAssertionError', "No test named 'nosuch'."],
  ["{% if true %}{{ 'x'|nosuch }}{% endif %}", 'TemplateRuntimeError', "No filter named 'nosuch' found."],
  [
    '{% if false %}{% for x in l %}{{ x|nosuch }}{% endfor %}{% endif %}',
    'TemplateAssertionError',
    "No filter named 'nosuch'.",
  ],
])
