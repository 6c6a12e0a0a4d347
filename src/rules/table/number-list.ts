import { enlarged } from './values.ts'

/** Integers in a typed array that grows; emptied and filled again for each event. */
export class NumberList {
  items = new Int32Array(256)
  count = 0

  push(item: number): void {
    if (this.count === this.items.length) this.items = enlarged(this.items)
    this.items[this.count++] = item
  }
}
