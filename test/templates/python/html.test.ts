import { renders } from '../table.ts'

renders('the five characters of HTML are escaped, once', [
  ['{{ html|e }}', '&lt;a href=&#34;x&#34;&gt;Tom &amp;amp; &#34;J&#39;s&#34;&lt;/a&gt;'],
  ['{{ html|e|e }}', '&lt;a href=&#34;x&#34;&gt;Tom &amp;amp; &#34;J&#39;s&#34;&lt;/a&gt;'],
  [
    '{{ html|e|forceescape }}',
    '&amp;lt;a href=&amp;#34;x&amp;#34;&amp;gt;Tom &amp;amp;amp; &amp;#34;J&amp;#39;s&amp;#34;&amp;lt;/a&amp;gt;',
  ],
  ['{{ html|safe|e }}', '<a href="x">Tom &amp; "J\'s"</a>'],
  ["{{ none|e }}{{ 1.0|e }}{{ ['<']|e }}", 'None1.0[&#39;&lt;&#39;]'],
  ["{{ ('<'|e).join(['>', '<'|safe]) }}", '&gt;&lt;<'],
  ["{{ '%s'|safe % '<' }}{{ '{}'|safe|string }}", '&lt;{}'],
  ["{{ ('<{}>'|safe).format('<') }}{{ ('%s %s'|safe) % ('<', '<'|safe) }}", '<&lt;>&lt; <'],
])
