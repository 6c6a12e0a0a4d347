import { fails, renders } from '../table.ts'

renders('set blocks, macros and filters hold text, Markup under autoescape', [
  ['{% set x %}<{% endset %}{{ [x] }}', "['<']"],
  [
    '{% autoescape true %}{% set x %}<{% endset %}{{ [x] }}{{ x }}{% endautoescape %}',
    '[Markup(&#39;&lt;&#39;)]<',
  ],
  ["{% autoescape flag %}{{ '<' }}{% filter upper %}{{ '<' }}{% endfilter %}{% endautoescape %}", '<<'],
  [
    "{% autoescape true %}{{ '<' ~ '>' }}{{ '<'|safe ~ '>' }}{{ ['<', '>']|join('&') }}{{ ['<'|safe, '>']|join('&') }}{% endautoescape %}",
    '&lt;&gt;&lt;&gt;&lt;&amp;&gt;<&amp;&gt;',
  ],
])

fails('otherwise: set blocks, macros and filters hold text, Markup under autoescape', [
  [
    "{% autoescape true %}{% macro m() %}<{{ '<' }}{% endmacro %}{{ m() }}{% endautoescape %}{{ [m()] }}",
    'UndefinedError',
    "'m' is undefined",
  ],
])
