// Package apart takes apart what a stranger sent: a mail into its parts, a TIFF into
// its pages. It keeps nothing and knows no case, promises that whatever the bytes claim
// costs a time and a room that the bytes bound, and leaves to its callers what becomes
// of what could not be taken apart.
package apart
