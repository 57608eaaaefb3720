package main

// adminCommands are the acts of an administrator. All are written to the audit.
func adminCommands() []command {
	return []command{
		{"admin keys", "", 0, 0, "make root, issuing and receiving keys, and the escrow parts of the master key", adminKeys},
		{"admin export-case", "REFERENCE DIR", 2, 2, "write every record of a case, original bytes, with manifest.json", exportCase},
	}
}
