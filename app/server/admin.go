package main

// adminCommands are the acts of an administrator. All that change something,
// or show what is sealed, are written to the audit.
func adminCommands() []command {
	return []command{
		{"admin keys", "", 0, 0, "make root, issuing and receiving keys at set-up, and each year the next issuing and receiving key; a running service takes them up", adminKeys},
		{"admin join-escrow", "FILE...", 2, 20, "give the master key back from its escrow parts", joinEscrow},
		{"admin user", "", 0, 0, "an account for one of the service's people, or a clinic's physician or staff; or, with --reset, a new password", adminUser},
		{"admin credentials", "PERSON", 1, 1, "show or renew the credentials of a specialist or reader, by id or e-mail", credentials},
		{"admin partner", "NAME", 1, 1, "make a partner or find one, and link a case that it pays", partner},
		{"admin limits", "[FILE]", 0, 1, "show the workflow's stored limits, or store those of a JSON file", limits},
		{"admin passport", "", 0, 0, "what is wanted of images for a diagnosis, with sources: the table by which passports speak", passport},
		{"admin role give", "PERSON", 1, 1, "let a person hold one more role, by id or e-mail", roleGive},
		{"admin role take", "PERSON", 1, 1, "end one role of a person; sessions, other roles and what was signed stay", roleTake},
		{"admin role list", "PERSON", 1, 1, "the roles that a person holds and held, and who gave them", roleList},
		{"admin link", "ENTRY PERSON", 2, 2, "say that an entry is of a person entered before: both are one from then on", link},
		{"admin unlink", "ENTRY", 1, 1, "part an entry from its person again, where the link was wrong", unlink},
		{"admin close", "PERSON", 1, 1, "close an account, by id or e-mail: no sign-in, no signature, no code counts any more", closeAccount},
		{"admin code", "PERSON", 1, 1, "mint an enrollment code for a confirmed physician or a clinic's staff; also again, for the same person, after a certificate has ended", adminCode},
		{"admin device list", "", 0, 0, "the clinics' workstations", deviceList},
		{"admin device revoke", "DEVICE", 1, 1, "take a workstation off the list", deviceRevoke},
		{"admin export-case", "REFERENCE DIR", 2, 2, "write every record of a case, original bytes, with manifest.json", exportCase},
		{"admin audit verify", "", 0, 0, "check every audit chain and the signed heads", auditVerify},
		{"admin due", "", 0, 0, "when the issuing and the root key end, and who is told by mail before", due},
		{"admin uploads", "", 0, 0, "show what is kept of cases that are not whole yet, or free it", uploads},
		{"admin purge", "", 0, 0, "destroy what is kept of cases closed longer than the retention", purge},
		{"admin backup", "FILE", 1, 1, "write a sealed copy of everything", backup},
		{"admin restore", "FILE", 1, 1, "make a data folder from a backup", restore},
		{"admin support-bundle", "FILE", 1, 1, "numbers and versions for support, no patient data", supportBundle},
	}
}
