import { renders } from './table.ts'

renders("layouts are Go's", [
  [
    '{{.Timestamp.Format "Mon Jan _2 15:04:05 2006"}}|{{.Timestamp.Format "Monday, 02-Jan-06 15:04:05 MST"}}|{{.Timestamp.Format "2006-01-02 3:04PM 03pm"}}|{{.Timestamp.Format "1/2/06 4:5 .000 ,999999 002"}}|{{.Timestamp.Format "Z07:00 -0700 -07 Z0700"}}|{{.Other.Format "Z07:00 -07:00 MST January .999 x"}}',
    'Fri Mar  6 15:01:09 2026|Friday, 06-Mar-26 15:01:09 +0100|2026-03-06 3:01PM 03pm|3/6/26 1:9 .503 ,503186 065|+01:00 +0100 +01 +0100|Z +00:00 UTC December  x',
  ],
  [
    '{{.Timestamp.Unix}} {{.Timestamp.UnixMilli}} {{.Timestamp.UnixMicro}} {{.Timestamp.Year}} {{.Timestamp.Month}} {{.Timestamp.Day}} {{.Timestamp.Hour}} {{.Timestamp.Minute}} {{.Timestamp.Second}} {{.Timestamp.Nanosecond}} {{.Timestamp.Weekday}} {{.Timestamp.YearDay}} {{.Timestamp.UTC}} {{.Timestamp.IsZero}} {{.Timestamp.String}} {{.Timestamp.UTC.Format "15"}}',
    '1772805669 1772805669503 1772805669503186 2026 March 6 15 1 9 503186000 Friday 65 2026-03-06 14:01:09.503186 +0000 UTC false 2026-03-06 15:01:09.503186 +0100 +0100 14',
  ],
  ['{{.Other}}', '2025-12-31 23:59:05 +0000 UTC'],
])
