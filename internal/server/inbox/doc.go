// Package inbox keeps what comes in beside the clinics' own programs until it is
// a case's: files of a watched folder, mails with what hangs on them, faxes,
// scanned post, what a courier brought.
//
// It promises that what was taken is durable before it leaves the place where it
// lay, that it is sealed under a key of its own, that the same bytes are not
// taken twice, that whatever a stranger sends costs a bounded time and room and
// is kept whole or told of, and that nothing becomes a case's record but by a
// person who names two identifiers. What belongs to which case is suggested by
// its doors; what a record of a case is, is the chart's.
//
// An item is sealed like a case of one record: its bytes are chunks of the
// "clinic" named inbox under the item's id (docs/adr/0142).
package inbox
