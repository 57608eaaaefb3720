// Package notify turns the notices that the workflow put down into mail.
//
// It promises that no mail carries health data or a patient's name, that a
// patient whose address its owner has not confirmed is told only that a
// message waits, that a patient is told of an opinion by no template but those
// of the access, and that every mail was put down as intent before it was
// sent. A notice is sent at least once: a crash between the mail server's yes
// and ours sends it again, with the same Message-ID.
//
// When a notice is due and to whom is the workflow's to say; opening the
// sealed address of a patient is the server's (Config.Contact). Letters for
// people without an address become a coordinator's task.
package notify
