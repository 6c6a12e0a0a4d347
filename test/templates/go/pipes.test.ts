import { renders } from './table.ts'

renders('values go from command to command', [
  ['{{.Message | html}}', 'Peer &#34;a&#34; &lt;joined&gt; &amp; &#39;left&#39;'],
  ['{{"x" | printf "%s-%s" "a"}}', 'a-x'],
  ['{{(index .List 0) | printf "%03d"}}', '003'],
  ['{{printf "%s" (print .ID "x")}}', '1234567x'],
  ['{{.Meta.source | len | eq 2}}', 'true'],
  ['{{(.Meta).source}}{{(index .Meta "deep").x.y}}', 'uitrue'],
  ['{{$m := .Meta}}{{$m.source}}{{$.Meta.count}}', 'ui3'],
  ['{{not .E | and true}}', 'true'],
])
