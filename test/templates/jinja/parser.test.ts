import { fails, renders } from '../table.ts'

renders('every tag is understood', [
  [
    '{% if i == 7 %}a{% elif i %}b{% else %}c{% endif %}{% if 0 %}a{% elif 1 %}b{% endif %}{% if 0 %}{% else %}c{% endif %}',
    'abc',
  ],
  ['{% print 1, 2 %}{% with %}x{% endwith %}{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}', '12x3'],
  [
    "{% set x %}a{{ i }}{% endset %}{{ x }}{% set x | upper | replace('A', 'b') %}a{% endset %}{{ x }}",
    'a7b',
  ],
  [
    "{% filter upper %}a{{ s }}{% endfilter %}{% filter replace('a', 'b') | upper %}a{% endfilter %}",
    'AHELLO WORLDB',
  ],
  [
    '{% autoescape true %}{{ html }}{{ html|safe }}{% endautoescape %}{{ html }}',
    '&lt;a href=&#34;x&#34;&gt;Tom &amp;amp; &#34;J&#39;s&#34;&lt;/a&gt;<a href="x">Tom &amp; "J\'s"</a><a href="x">Tom &amp; "J\'s"</a>',
  ],
  ['{% block a %}x{% endblock %}{% block b %}y{% endblock b %}{{ self.a() }}', 'xyx'],
  ['{% for x in l: %}{{ x }}{% endfor %}{% raw %}{{ x }}{% endraw %}', '312{{ x }}'],
  ["{% include 'x' ignore missing %}{% include 'x' ignore missing with context %}.", '.'],
])

fails('tags that are not closed, not known or not available are an error', [
  [
    '{% if x %}',
    'TemplateSyntaxError',
    "Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.",
  ],
  [
    '{% for x in l %}',
    'TemplateSyntaxError',
    "Unexpected end of template. Jinja was looking for the following tags: 'endfor' or 'else'. The innermost block that needs to be closed is 'for'.",
  ],
  ['{% endif %}', 'TemplateSyntaxError', "Encountered unknown tag 'endif'."],
  [
    '{% if x %}{% endfor %}',
    'TemplateSyntaxError',
    "Encountered unknown tag 'endfor'. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.",
  ],
  [
    '{% for x in l %}{% endif %}{% endfor %}',
    'TemplateSyntaxError',
    "Encountered unknown tag 'endif'. Jinja was looking for the following tags: 'endfor' or 'else'. The innermost block that needs to be closed is 'for'.",
  ],
  ['{% else %}', 'TemplateSyntaxError', "Encountered unknown tag 'else'."],
  ['{% do 1 %}', 'TemplateSyntaxError', "Encountered unknown tag 'do'."],
  ['{% break %}', 'TemplateSyntaxError', "Encountered unknown tag 'break'."],
  ['{% trans %}{% endtrans %}', 'TemplateSyntaxError', "Encountered unknown tag 'trans'."],
  ['{% debug %}', 'TemplateSyntaxError', "Encountered unknown tag 'debug'."],
  ['{% %}', 'TemplateSyntaxError', 'tag name expected'],
  ['{% 1 %}', 'TemplateSyntaxError', 'tag name expected'],
  [
    '{% if x %}{% for y in l %}{% endif %}',
    'TemplateSyntaxError',
    "Encountered unknown tag 'endif'. You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for 'endfor' or 'else'. The innermost block that needs to be closed is 'for'.",
  ],
  [
    '{% block a-b %}{% endblock %}',
    'TemplateSyntaxError',
    'Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.',
  ],
  [
    '{% block a %}{% endblock %}{% block a %}{% endblock %}',
    'TemplateAssertionError',
    "block 'a' defined twice",
  ],
  ['{% call x %}{% endcall %}', 'TemplateSyntaxError', 'expected call'],
  [
    '{% macro m(a=1, b) %}{% endmacro %}',
    'TemplateSyntaxError',
    'non-default argument follows default argument',
  ],
  [
    '{% block a required %}x{% endblock %}',
    'TemplateSyntaxError',
    'Required blocks can only contain comments or whitespace',
  ],
  ['{% block a required %} {% endblock %}', 'TemplateRuntimeError', "Required block 'a' not found"],
  ['{% set x | upper = 1 %}', 'TemplateSyntaxError', "expected token 'end of statement block', got '='"],
])
