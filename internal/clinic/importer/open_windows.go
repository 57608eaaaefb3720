package importer

// noFollow has no counterpart here: openFile compares the file instead.
const noFollow = 0
