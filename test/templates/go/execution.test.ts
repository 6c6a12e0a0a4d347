import { fails, renders } from './table.ts'

renders('and, or and if look at no more than they have to', [
  ['{{and 1 0 .Nope.x}}{{or 1 .Nope.x}}', '01'],
  ['{{or 0 ""}}|{{and 1 "a"}}|{{not 0}}{{not "a"}}', '|a|truefalse'],
  ['{{if and .ID (gt .Meta.count 2)}}y{{end}}', 'y'],
  ['{{if or .E .Meta.empty}}y{{else}}n{{end}}', 'n'],
])

fails('what cannot be done is an error', [
  ['{{and}}', 'template_failed'],
  ['{{index .List 9}}', 'template_failed'],
  ['{{index .ID 1}}', 'template_failed'],
  ['{{len 5}}', 'template_failed'],
  ['{{lt 1 "a"}}', 'template_failed'],
  ['{{eq 1}}', 'template_failed'],
  ['{{not}}', 'template_failed'],
  ['{{len .List .List}}', 'template_failed'],
  ['{{slice .List 5}}', 'template_failed'],
  ['{{index .List "a"}}', 'template_failed'],
  ['{{.Message 1}}', 'template_failed'],
  ['{{(.ID) 1}}', 'template_failed'],
])
