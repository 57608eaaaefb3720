// Package server puts the service together: it opens the data folder and the
// keys, hands its parts to the doors, listens, runs the jobs, and ends in
// order.
//
// It promises that what a killed process left is taken up again at the next
// start, that a second process on one folder is refused, and that no log line
// holds patient data. What the doors and the work do is theirs; the command
// line is app/server's.
package server
