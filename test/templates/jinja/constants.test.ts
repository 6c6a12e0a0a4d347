import { renders } from '../table.ts'

renders('what is known beforehand is joined as text, even under autoescape', [
  [
    "{% autoescape true %}{{ '<'|safe ~ '>' }}{% set x = '>' %}{{ '<'|safe ~ x }}{{ ('<'|e ~ ['>']) }}{{ ('<'|safe ~ (l|map('string')|first ~ '<')) }}{% endautoescape %}",
    '&lt;&gt;<&gt;&amp;lt;[&#39;&gt;&#39;]<3&lt;',
  ],
])
