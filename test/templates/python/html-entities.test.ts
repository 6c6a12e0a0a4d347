import { renders } from '../table.ts'

renders('references become characters', [
  [
    "{{ '&lt;b&gt; &amp;amp; &eacute; &hellip; &nbsp;| &copy &notit; &notin; &nosuch; &#65; &#x41; &#128; &#0; &#xD800; &#1; &#x110000; &'|striptags }}",
    '<b> &amp; é … \u00a0| © ¬it; ∉ &nosuch; A A € � �  � &',
  ],
  ["{{ '&ampx &AMP; &frac12; &NotEqualTilde; &Aacute &#38;lt;'|striptags }}", '&x & ½ ≂̸ Á &lt;'],
])
