package console

import (
	"net/http"
	"reflect"

	"oso/internal/deed"
	"oso/internal/dicom"
	"oso/internal/images"
	"oso/internal/server/auth"
	"oso/internal/server/opinion"
	"oso/internal/server/register"
	"oso/internal/transcript"
)

// Route is one address of the interface. Routes lists them all: what is served,
// what docs/CONSOLE.md prints and the types that the pages have are made from
// the list.
type Route struct {
	Method, Path string // below the interface
	In           reflect.Type
	Out          reflect.Type // nil: nothing, or bytes
	Means        string

	open   func(http.ResponseWriter, *http.Request) error // for anybody
	signed handler                                        // asks for a session
}

// Open tells whether anybody may ask.
func (r Route) Open() bool { return r.open != nil }

// Routes lists what is served to people, in the order of docs/CONSOLE.md.
func Routes() []Route { return (&Console{}).routes() }

// stepView is the step of signing in that follows.
type stepView struct {
	Step string `json:"step" ts:"'code'"`
}

type reasonsView map[string][]string

type mailsView struct {
	Mails []Mail `json:"mails"`
}

// goneView answers an act after which the case is nobody's here any more.
type goneView struct {
	ID   string `json:"id"`
	Gone bool   `json:"gone"`
}

func (k *Console) routes() []Route {
	type t = reflect.Type
	none := t(nil)
	return []Route{
		{"POST", "/session", of[signInRequest](), of[stepView](), "Signs in, first step; wrong: 401 `unauthenticated`.", k.signIn, nil},
		{"POST", "/session/code", of[codeRequest](), of[meView](), "The second step; wrong or used before: 401.", k.confirm, nil},
		{"POST", "/session/password", of[passwordRequest](), none, "204; ends the person's other sessions, also half signed in; wrong: 401, too weak: 422.", nil, k.newPassword},
		{"DELETE", "/session", none, none, "Signs out: 204.", k.signOut, nil},
		{"GET", "/me", none, of[meView](), "Who is signed in.", nil, k.me},
		{"GET", "/reasons", none, of[reasonsView](), "The codes in force, by event.", nil, k.reasons},
		{"GET", "/cases", none, of[listView](), "The first 200 of the cases that this person may see.", nil, k.list},
		{"POST", "/cases/search", of[searchRequest](), of[listView](), "A page of those that match.", nil, k.search},
		{"GET", "/cases/{case}", none, of[caseView](), "One case, as this person may see it.", nil, k.view},
		{"POST", "/cases/{case}/glass", of[glassRequest](), of[caseView](), "Takes a case under break-glass, for a stated reason and a while: for administrators. Everything that is seen is in the audit, a coordinator has a task to review it, and the case page says so.", nil, k.breakGlass},
		{"GET", "/glass", none, of[glassesView](), "Cases taken under break-glass, with what was seen: for administrators, and for coordinators those of their cases.", nil, shows(k, k.glasses)},
		{"POST", "/glass/{glass}/end", none, of[glassesView](), "Ends one before its time.", nil, k.endGlass},
		{"POST", "/glass/{glass}/review", of[glassReviewRequest](), of[glassesView](), "Says whether it was justified; by a second person, who is a coordinator of the case or another administrator. What was not, ends at once; what is still open cannot be said to be justified yet.", nil, k.reviewGlass},
		{"GET", "/cases/{case}/records/{record}", none, none, "The record's bytes; Range works.", nil, k.record},
		{"GET", "/cases/{case}/records/{record}/dicom", none, none, "The record's data set as DICOM JSON (PS3.18 annex F), file meta included; what is large is left out and its length said as `bytes`.", nil, k.dataset},
		{"GET", "/cases/{case}/records/{record}/text", none, of[transcript.Tree](), "What the record says, as a tree of text; `?letters=` for a plain text in a character set that a person chose. 422 `unreadable`: it is no text.", nil, k.text},
		{"GET", "/cases/{case}/records/{record}/waveform", none, of[transcript.Recording](), "The record's waveforms, an ECG most often: each lead's samples in its units.", nil, k.waves},
		{"GET", "/cases/{case}/records/{record}/inner/{n}", none, none, "The bytes of document n, from 1 on, of those inside the record; Range works.", nil, k.inner},
		{"GET", "/cases/{case}/records/{record}/slide", none, of[dicom.Slide](), "How a record of a whole slide is put together: which image of the slide it is, its size and scale, where each tile lies. 422 `unreadable`: it is none, or does not say.", nil, k.slide},
		{"GET", "/cases/{case}/records/{record}/frames/{n}", none, none, "One frame's bytes, from 1 on, as codecs want them, `transfer-syntax` in the Content-Type: native in little endian, else the picture that the fragments make. Range works.", nil, k.frame},
		{"GET", "/cases/{case}/records/{record}/film", none, none, "The film that an image in DICOM is, as other programs play it: what its fragments hold, unchanged. 404: it is none. 422 `unreadable`: nobody can tell what film it is.", nil, k.film},
		{"GET", "/cases/{case}/records/{record}/study.zip", none, none, "The files of the study that the record belongs to, for the hospital's own workstation, with the DICOMDIR by which it imports them; for those who write or read on the case.", nil, k.studyZIP},
		{"GET", "/cases/{case}/records/{record}/slide.zip", none, none, "A slide that its scanner wrote as several files, as they lay, for the scanner's own viewer; for those who write or read on the case.", nil, k.slideZIP},
		{"GET", "/cases/{case}/images", none, of[images.List](), "What of the records is DICOM: studies, series and images in the order for looking, and what is no image by itself.", nil, k.images},
		{"GET", "/cases/{case}/candidates", none, of[candidatesView](), "Who may be offered the case; those who may and fit first.", nil, k.candidates},
		{"GET", "/cases/{case}/readers", none, of[candidatesView](), "The same for a review, `?kind=imaging` or `pathology`.", nil, k.readers},
		{"GET", "/cases/{case}/physicians", none, of[candidatesView](), "Those of the case's clinic who may stand in.", nil, k.physicians},
		{"POST", "/cases/{case}/acts/{act}", none, of[caseView](), "One act, with its own request (below); the case as it is then, or `{\"id\",\"gone\":true}`.", nil, k.act},
		{"GET", "/cases/{case}/texts", none, of[caseTextsView](), "The office's texts for messages to the clinic, with what the case fills in; `left` are places that it does not.", nil, k.caseTexts},
		{"GET", "/cases/{case}/timeline", none, of[timelineView](), "Everything that happened to the case, the newest first, 100 at a time: `?from=` how many are newer, `?kind=` one of `kinds`. For who reads its history: the desk all of it, with calls and notices; others what happened to what they read and write.", nil, k.timeline},
		{"POST", "/cases/{case}/messages/read", of[readRequest](), none, "Notes that what was written to the person's own role was read, up to a message: 204. What has to be done about it stays a task.", nil, k.readMessages},
		{"GET", "/cases/{case}/parts/{part}", none, of[ownPartView](), "A part of the opinion as its author writes it; nobody else's to read before it is signed.", nil, k.readPart},
		{"PUT", "/cases/{case}/parts/{part}", of[partRequest](), of[ownPartView](), "Saves what is written of it over the row version that was read; 409 `conflict` where another window saved.", nil, k.savePart},
		{"GET", "/cases/{case}/opinion", none, of[opinionView](), "The newest version that this person may see, or `?version=N`.", nil, k.opinion},
		{"PUT", "/cases/{case}/opinion", of[saveRequest](), of[opinionView](), "Saves the draft, whole; 409 `conflict` when `row_version` is not the latest.", nil, k.saveOpinion},
		{"GET", "/cases/{case}/opinion/states", none, of[keptView](), "The states of a draft that are kept (adr 140), of the newest version that this person may see or of `?version=N`, newest first, each with what is another in it. Its author's own; what was signed also whoever reads it then.", nil, k.kept},
		{"GET", "/cases/{case}/opinion/states/{state}", none, of[keptContent](), "One of them with its words.", nil, k.keptAt},
		{"GET", "/cases/{case}/opinion/letter.pdf", none, none, "The letter, `?paper=a4` or `letter` (else what is usual where the clinic is), `&version=N`: as it would be (draft) or as it was signed.", nil, k.letter},
		{"GET", "/cases/{case}/opinion/proof", none, of[opinion.Proof](), "What the texts of the newest version that this person may see, or of `?version=N`, say otherwise than the case, worst first: sides, sex, ages, dates, measures, what is unanswered or left of a template. For who writes it and who decides on it; it keeps nobody from signing.", nil, k.proof},
		{"POST", "/cases/{case}/proof", of[proofRequest](), of[opinion.Proof](), "The same of one text, before it is signed: a report of a review, a part of the opinion. For who writes or reads on the case.", nil, k.proofText},
		{"PUT", "/cases/{case}/opinion/proof", of[settleRequest](), none, "Notes for this person alone that a finding is as meant, or takes that back: 204.", nil, k.settle},
		{"PUT", "/cases/{case}/opinion/comments/{id}", of[answerRequest](), of[commentsView](), "What the author says to an approver's comment, and whether it is done; 409 `conflict` when `row_version` is not the latest.", nil, k.answerRemark},
		{"GET", "/cases/{case}/approval", none, of[approvalView](), "What has to be ticked before the version is released, who has ticked it, and what is kept to be said to its author; for the approver who has it, as the next.", nil, k.approval},
		{"PUT", "/cases/{case}/approval/checks/{code}", of[tickRequest](), of[approvalView](), "Ticks a check over the bytes that were read, or takes that back; either is in the history. 409 `conflict`: the letter or the list is another.", nil, k.tick},
		{"PUT", "/cases/{case}/opinion/lacks/{code}", of[lackRequest](), of[caseView](), "Says what would have changed the own answer: a code of the materials list, or `other` with words, or takes that back; for its author, from the signature on.", nil, k.putLack},
		{"PUT", "/cases/{case}/approval/comments/{id}", of[remarkRequest](), of[approvalView](), "Keeps a comment for the author, by an id of 32 hex digits that the page makes, until the letter is returned with it; 409 `conflict` when `row_version` is not the latest, or 0 and there is one.", nil, k.remark},
		{"DELETE", "/cases/{case}/approval/comments/{id}", none, of[approvalView](), "Takes back a comment that was not sent, over `?sha256=` of what was read.", nil, k.dropRemark},
		{"GET", "/cases/{case}/opinion/citation", none, of[deed.Citation](), "How a text names a place in the records: `?record=`, and `page`, `frame`, `x`, `y` where it has them.", nil, k.cite},
		{"PUT", picturesPath, none, of[deed.Picture](), "Keeps the picture of a key image for the draft: a PNG of at most 4 MiB; one that no version names is gone a day later.", nil, k.keepPicture},
		{"GET", picturesPath + "/{sha256}", none, none, "The picture of a figure, as PNG: of the version that this person may see, `?version=N`.", nil, k.picture},
		{"PUT", "/cases/{case}/opinion/figures/{id}", of[figureRequest](), of[opinionView](), "Adds a figure to the draft, or another state of it: from the viewer, whoever has the text open; 409 `conflict` when `row_version` is not the latest.", nil, k.putFigure},
		{"DELETE", "/cases/{case}/opinion/figures/{id}", none, of[opinionView](), "Takes a figure away, over `?version=` and `row_version=`; 409 `conflict` as above, 409 `refused` where a text names it or one after it.", nil, k.dropFigure},
		{"GET", "/cases/{case}/notes", none, of[notesView](), "What this person keeps of the case for the own work: reports that are not signed, what was looked at. Nobody else is given it.", nil, k.notes},
		{"PUT", "/cases/{case}/notes/report", of[opinion.Report](), of[opinion.Report](), "Keeps a report while it is written; 409 `conflict` when `row_version` is not the latest.", nil, k.keepReport},
		{"GET", "/cases/{case}/letter-texts", none, of[officeTextsView](), "The office's texts for the letter of this case, with what the case fills in; those for its kind come first. For who signs it.", nil, k.officeTexts},
		{"GET", "/cases/{case}/report-texts", none, of[beginningsView](), "Templates for this reader's reports of the case, or for the letter of a case that asks for a reading alone, with what the case fills in; those of a modality that the case has come first.", nil, k.beginnings},
		{"POST", "/cases/{case}/notes/looked", of[lookedRequest](), none, "Adds what was on the screen: 204.", nil, k.look},
		{"GET", "/people", none, of[peopleView](), "The directory, `?role=specialist`; for coordinators and administrators.", nil, k.people},
		{"GET", "/people/{person}", none, of[profileView](), "One entry of the directory: in force, proposed with what that would bring, earlier ones, absences; for administrators and the service's own coordinators, as the next, and for whom it is about.", nil, k.profile},
		{"POST", "/people/{person}/effects", of[profileEffectsRequest](), of[effectsOfProfile](), "What an entry would bring: how letters end, until when the person may be assigned, whose open cases that touches.", nil, k.profileEffects},
		{"POST", "/people/{person}/entry", of[profileRequest](), of[profileView](), "Proposes an entry, whole; whom it is about changes the own parts alone (403 `forbidden`); 409 `conflict` when `over` is not in force, or something is proposed already.", nil, k.proposeProfile},
		{"POST", "/people/{person}/confirm", of[versionRequest](), of[profileView](), "Puts what another person proposed in force; 403 `forbidden` for who proposed it, whom it is about, and where neither of the two is an administrator.", nil, k.confirmProfile},
		{"POST", "/people/{person}/refuse", of[versionRequest](), of[profileView](), "Takes a proposal back, or refuses it.", nil, k.refuseProfile},
		{"PUT", photoPath, none, of[photoView](), "Keeps a photograph for a proposal: JPEG or PNG, at most 12 MB; it is drawn anew, 384 pixels square, without what came with it. One that no version names is gone a day later.", nil, k.keepPhoto},
		{"GET", "/photos/{sha256}", none, none, "A kept photograph, as JPEG.", nil, k.photo},
		{"POST", "/people/{person}/absences", of[absenceRequest](), of[profileView](), "Enters an absence: first and last day, who stands in; for one person alone.", nil, k.enterAbsence},
		{"POST", "/people/{person}/absences/{absence}/end", none, of[profileView](), "Takes an absence back, or ends it early.", nil, k.endAbsence},
		{"GET", "/accounts", none, of[accountsView](), "Everybody who signs in here; for administrators, as the next.", nil, shows(k, k.accountsOf)},
		{"POST", "/accounts", of[inviteRequest](), of[invitationView](), "Enters a person and answers, once, with a code by which that person chooses password and second factor (`/console/join#CODE`). `waits`: the role is one of `two`, which another administrator confirms.", nil, k.invite},
		{"GET", "/accounts/{person}", none, of[accountView](), "One person: roles, accounts, sessions, signing keys, what was done about the person.", nil, k.account},
		{"POST", "/accounts/{person}/roles", of[giveRequest](), of[accountView](), "Gives a role, until a day if one is named; one of `two` is proposed. Nobody does any of these about the own account: 403.", nil, account(k, "give role", k.giveRole)},
		{"POST", "/accounts/{person}/roles/take", of[takeRequest](), of[accountView](), "Takes a role away, with the certificates of it.", nil, account(k, "take role", k.takeRole)},
		{"POST", "/accounts/{person}/roles/confirm", of[versionRequest](), of[accountView](), "Gives what another administrator proposed.", nil, k.decideRole(register.Kind.Confirm)},
		{"POST", "/accounts/{person}/roles/refuse", of[versionRequest](), of[accountView](), "Takes a proposal back, or refuses it.", nil, k.decideRole(register.Kind.Refuse)},
		{"POST", "/accounts/{person}/lock", of[becauseRequest](), of[accountView](), "Keeps the person out until unlocked: sessions end, nothing is signed.", nil, toAccount(k, "lock account", (*auth.Auth).LockOut)},
		{"POST", "/accounts/{person}/unlock", of[becauseRequest](), of[accountView](), "Lets the person in again.", nil, toAccount(k, "unlock account", (*auth.Auth).LetIn)},
		{"POST", "/accounts/{person}/close", of[becauseRequest](), of[accountView](), "Ends everything: sessions, roles, certificates. What was signed stays good.", nil, toAccount(k, "close account", (*auth.Auth).Close)},
		{"POST", "/accounts/{person}/invitation", of[keyRequest](), of[invitationView](), "Another invitation for who never began with the first, which is good no more; 409 `refused` for who has begun.", nil, k.inviteAgain},
		{"POST", "/accounts/{person}/reset", of[resetRequest](), of[accountView](), "Asks another administrator to let the person begin anew, for a lost password, and `factor` a lost telephone.", nil, account(k, "reset account", k.askReset)},
		{"POST", "/accounts/{person}/reset/confirm", of[versionRequest](), of[invitationView](), "Does what another administrator asked for: what opened the account opens it no more, its key is made anew, and a code is answered, once, as for a new person.", nil, k.reset},
		{"POST", "/accounts/{person}/reset/refuse", of[versionRequest](), of[accountView](), "Takes it back, or refuses it.", nil, account(k, "reset account", k.refuseReset)},
		{"POST", "/accounts/{person}/sessions/end", of[endRequest](), of[accountView](), "Ends one session, or all.", nil, account(k, "end session", k.endSession)},
		{"POST", "/accounts/{person}/key/take", of[keyRequest](), of[accountView](), "Destroys an account's signing key and takes its certificates back; the next sign-in makes another.", nil, account(k, "take signing key", k.takeKey)},
		{"POST", "/accounts/{person}/key/certify", of[becauseRequest](), of[accountView](), "Has keys certified that are not.", nil, toAccount(k, "certify signing key", (*auth.Auth).Certify)},
		{"GET", "/retention", none, of[retentionView](), "How long ended cases are kept, what that would erase now, purges and legal holds; for administrators, as the next.", nil, shows(k, k.retentionOf)},
		{"POST", "/retention", of[retentionRequest](), of[retentionView](), "Proposes periods, whole. The service names none of its own.", nil, k.proposeRetention},
		{"POST", "/retention/confirm", of[versionRequest](), of[retentionView](), "Puts what another administrator proposed in force. It erases nothing.", nil, decides(k, retention, k.retentionOf, register.Kind.Confirm)},
		{"POST", "/retention/refuse", of[versionRequest](), of[retentionView](), "Takes a proposal back, or refuses it.", nil, decides(k, retention, k.retentionOf, register.Kind.Refuse)},
		{"POST", "/purge", of[purgeRequest](), of[retentionView](), "Proposes to erase what the periods in force name now, at most 100 cases, the oldest first; 409 `refused`: there is none.", nil, k.proposePurge},
		{"POST", "/purge/confirm", of[versionRequest](), of[retentionView](), "Erases what another administrator proposed: keys, sealed columns and files; what is under a hold, was touched since, or is covered by no period in force any more, is left. Reference, states, audit and money stay.", nil, decides(k, k.purges, k.retentionOf, register.Kind.Confirm)},
		{"POST", "/purge/refuse", of[versionRequest](), of[retentionView](), "Takes a purge back, or refuses it.", nil, decides(k, k.purges, k.retentionOf, register.Kind.Refuse)},
		{"POST", "/holds", of[holdRequest](), of[retentionView](), "Places a legal hold on a case, by its reference number: nothing erases it until the hold is lifted.", nil, k.placeHold},
		{"POST", "/holds/{case}/lift", of[becauseRequest](), of[retentionView](), "Lifts it: another administrator than who placed it.", nil, k.liftHold},
		{"GET", "/keys", none, of[keysPageView](), "The service's keys and certificates: until when, what is seen coming and who was told; no key. For the office.", nil, shows(k, k.keysPage)},
		{"POST", "/keys/renew", none, of[keysPageView](), "Has the daily look done now: what ends soon is certified again, and who has to see to the rest is told; for administrators. The next issuing key needs the root, which is not here: `oso-server admin keys`.", nil, k.renewKeys},
		{"POST", "/keys/mail", of[warnRequest](), of[keysPageView](), "Who is told by mail of what ends, in place of who `were`; none: the administrators' accounts.", nil, k.warnOthers},
		{"POST", "/audit/search", of[auditRequest](), of[auditPageView](), "A page of the audit, the newest first: by case, person, kind and days, going on after `next`; for administrators, as the next. Nothing of a case but who, what, when and the reason's code.", nil, k.searchAudit},
		{"POST", "/audit/verify", none, of[verifiedView](), "Reads all of the audit: whether each chain is whole and is the one whose end was signed; else the first row that is wrong. 409 `conflict`: it is being checked.", nil, k.verifyAudit},
		{"GET", "/audit/export", none, none, "A copy, `?form=csv` or `jsonl` (every column, with the hashes), `case` (an id), `person`, `kind`, `from`, `until` as in a search. It is in the audit.", nil, k.exportAudit},
		{"GET", "/account", none, of[ownView](), "The own account: where one is signed in, recovery codes that are left.", nil, shows(k, k.ownAccount)},
		{"POST", "/account/sessions/end", of[endRequest](), of[ownView](), "Ends another of the own sessions, or all others.", nil, k.endOwnSession},
		{"POST", "/account/factor", none, of[factorView](), "A second factor to give to an authenticator; it counts for nothing until it is kept.", nil, k.beginFactor},
		{"POST", "/account/factor/keep", of[keepFactorRequest](), of[codesView](), "Keeps it: with password, a code of the present one (or a recovery code) and one of the new one. Other sessions end; recovery codes are new.", nil, k.keepFactor},
		{"POST", "/account/recovery", of[recoveryRequest](), of[codesView](), "New recovery codes, shown once; each is good for one sign-in without the authenticator.", nil, k.newRecovery},
		{"POST", "/invitation", of[invitationRequest](), of[invitedView](), "Whom an invitation is for, and the second factor that comes with it; 409 `refused`: used, replaced, or over.", k.invitation, nil},
		{"POST", "/invitation/begin", of[beginRequest](), of[begunView](), "Sets password and second factor, spends the invitation and signs in.", k.begin, nil},
		{"GET", "/phrases", none, of[phrasesView](), "What this person says often, by short names; nobody else is given it.", nil, k.phrases},
		{"PUT", "/phrases", of[phrasesView](), of[phrasesView](), "Keeps the list, whole; 409 `conflict` when `row_version` is not the latest.", nil, k.keepPhrases},
		{"GET", "/holidays", none, of[holidaysView](), "The days on which the office is closed: in force, proposed with the dates of open cases that this would move, earlier ones; for administrators and the service's own coordinators, as the next.", nil, shows(k, k.holidaysOf)},
		{"POST", "/holidays/effects", of[effectsRequest](), of[effectsView](), "The dates of open cases that a list would move.", nil, k.holidayEffects},
		{"POST", "/holidays", of[holidaysRequest](), of[holidaysView](), "Proposes a list, whole; 409 `conflict` when `over` is not in force, or something is proposed already.", nil, k.proposeHolidays},
		{"POST", "/holidays/confirm", of[versionRequest](), of[holidaysView](), "Puts what another person proposed in force and moves the dates; 403 `forbidden` for who proposed it, and where neither of the two is an administrator.", nil, decides(k, k.closings, k.holidaysOf, register.Kind.Confirm)},
		{"POST", "/holidays/refuse", of[versionRequest](), of[holidaysView](), "Takes a proposal back, or refuses it.", nil, decides(k, k.closings, k.holidaysOf, register.Kind.Refuse)},
		{"GET", "/desk", none, of[deskView](), "What a work list is sorted by: coordinators with who is away and who stands in, partners, the person's own saved lists, the emergent limits.", nil, shows(k, k.deskOf)},
		{"PUT", "/desk/views", of[savedView](), of[deskView](), "Saves a list under a name, or another under the same: no search, nothing of a patient.", nil, k.saveView},
		{"DELETE", "/desk/views/{view}", none, of[deskView](), "Forgets a saved list.", nil, k.dropView},
		{"POST", "/desk/assign", of[assignRequest](), of[assignedView](), "The act `assign` on up to 200 cases at once; says which it was refused for, and why.", nil, k.assignMany},
		{"POST", "/desk/absences", of[deskAbsence](), of[deskView](), "Enters a coordinator's absence: the own, or anybody's for the service's own coordinators and administrators.", nil, k.deskAway},
		{"POST", "/desk/absences/{absence}/end", none, of[deskView](), "Takes an absence back, or ends it early.", nil, k.deskBack},
		{"GET", "/specialties", none, of[specialtiesView](), "The coded list by which people are found: what holds, by how many entries, proposed, earlier; for administrators and the service's own coordinators, as the next.", nil, shows(k, k.specialtiesOf)},
		{"POST", "/specialties", of[specialtiesRequest](), of[specialtiesView](), "Proposes a list, whole; 409 `conflict` also where it lacks a code that an entry has.", nil, k.proposeSpecialties},
		{"POST", "/specialties/confirm", of[versionRequest](), of[specialtiesView](), "Puts what another person proposed in force: entries, letters and offers say the names from then on.", nil, decides(k, register.Specialties, k.specialtiesOf, register.Kind.Confirm)},
		{"POST", "/specialties/refuse", of[versionRequest](), of[specialtiesView](), "Takes a proposal back, or refuses it.", nil, decides(k, register.Specialties, k.specialtiesOf, register.Kind.Refuse)},
		{"GET", "/clinics", none, of[clinicsView](), "The clinics, their people, and what letters to them begin with; for administrators and the service's own coordinators, as the next.", nil, shows(k, k.clinicsOf)},
		{"POST", "/clinics/{clinic}", of[addressRequest](), of[clinicsView](), "Sets a clinic's postal address, telephone and time zone over what was seen; 409 `conflict` where that is another meanwhile.", nil, k.setAddress},
		{"POST", "/clinics/{clinic}/people/{person}", of[salutationRequest](), of[clinicsView](), "Sets how letters address somebody of a clinic, and where he is called; 409 as above.", nil, k.setSalutation},
		{"GET", "/brand", none, of[brandView](), "What the service is called and how people reach it: what holds, proposed, earlier; for administrators and the service's own coordinators, as the next.", nil, shows(k, k.brandOf)},
		{"POST", "/brand/effects", of[brandEffectsRequest](), of[brandEffectsView](), "How mails would end by it; 422 `invalid` names the field.", nil, k.brandEffects},
		{"POST", "/brand/letter", of[brandEffectsRequest](), none, "A letter about nobody with its head as it would be, as PDF; `?paper=a4` or `letter`.", nil, k.brandLetter},
		{"PUT", logoPath, none, of[logoView](), "Keeps a logo for a proposal: PNG or JPEG, at most 4 MB; it is drawn anew on white, without what came with it. One that no version names is gone a day later.", nil, k.keepLogo},
		{"GET", "/logos/{sha256}", none, none, "A kept logo, as PNG.", nil, k.logo},
		{"POST", "/brand", of[brandRequest](), of[brandView](), "Proposes it, whole.", nil, k.proposeBrand},
		{"POST", "/brand/confirm", of[versionRequest](), of[brandView](), "Puts what another person proposed in force: pages, mails, new letters and the clinics' programs say it from then on.", nil, decides(k, brands, k.brandOf, register.Kind.Confirm)},
		{"POST", "/brand/refuse", of[versionRequest](), of[brandView](), "Takes a proposal back, or refuses it.", nil, decides(k, brands, k.brandOf, register.Kind.Refuse)},
		{"GET", "/mail-texts", none, of[mailTextsView](), "What notices say, by notice and audience: in the program's words, in force, proposed, earlier; for administrators and the service's own coordinators, as the next.", nil, shows(k, k.mailTextsOf)},
		{"POST", "/mail-texts/effects", of[mailPreviewsRequest](), of[mailPreviewsView](), "Texts with made-up data; 422 `invalid` names line and column of a place that is none, and of what no mail says: clinical words, and to patients and payers any word that is neither in the program's own text of the notice nor common. What allowed words say together is left to the second person.", nil, k.mailPreviews},
		{"POST", "/mail-texts", of[mailTextsRequest](), of[mailTextsView](), "Proposes the office's texts, whole: a notice that is not among them says what the program has.", nil, k.proposeMailTexts},
		{"POST", "/mail-texts/confirm", of[versionRequest](), of[mailTextsView](), "Puts what another person proposed in force: what is written from then on says it.", nil, decides(k, mailWords, k.mailTextsOf, register.Kind.Confirm)},
		{"POST", "/mail-texts/refuse", of[versionRequest](), of[mailTextsView](), "Takes a proposal back, or refuses it.", nil, decides(k, mailWords, k.mailTextsOf, register.Kind.Refuse)},
		{"GET", "/inbox", none, of[inboxView](), "What came in beside the clinics’ programs and is no case’s yet, the oldest first, and what was decided in the last seven days; for the service’s own coordinators, as the next.", nil, shows(k, k.inboxOf)},
		{"GET", "/inbox/{item}", none, of[itemView](), "One of them, with the cases that it may belong to and why; those it names are compared by the rules of internal/identity.", nil, k.item},
		{"GET", "/inbox/{item}/records/{record}", none, none, "Its bytes; Range works. The next four as those of a case’s records.", nil, k.itemBytes},
		{"GET", "/inbox/{item}/records/{record}/text", none, of[transcript.Tree](), "What it says, as a tree of text.", nil, k.itemText},
		{"GET", "/inbox/{item}/records/{record}/waveform", none, of[transcript.Recording](), "Its waveforms.", nil, k.itemWaves},
		{"GET", "/inbox/{item}/records/{record}/inner/{n}", none, none, "The bytes of document n inside it.", nil, k.itemInner},
		{"GET", "/inbox/{item}/records/{record}/dicom", none, none, "Its data set as DICOM JSON.", nil, k.itemDataset},
		{"GET", "/cases/{case}/post", none, of[postView](), "Letters to the patient, or who acts for the patient, that wait for the post because there is no e-mail address: in the words of the mails, to be printed and posted together. For the desk.", nil, k.toPost},
		{"POST", "/cases/{case}/sheets", of[sheetRequest](), of[sheetView](), "Makes a separator sheet for the case, or for one of its materials: what is scanned or faxed behind it is filed there, unless anything on the pages disagrees (ADR 151). For the service's own coordinators.", nil, k.printSheet},
		{"POST", "/inbox/post", of[postRequest](), of[inboxView](), "Writes down a letter or parcel that came, before anybody knows whose it is: it waits as what came in bytes does, and is filed, sent back and moved so. Filed on what was declared as a thing, that has arrived.", nil, k.writeDownPost},
		{"POST", "/inbox/{item}/join", of[joinRequest](), of[inboxView](), "Says of which letter or parcel a scan is: it came when and how that did.", nil, k.joinScan},
		{"POST", "/inbox/{item}/file", of[fileRequest](), of[inboxView](), "Files it on a case, as a declared material or another, what is packed as its files (ADR 155): `by` are two of name, birth-date, reference, number, which the person compared; 409 `incomplete` without them, or where it names somebody else and `despite` does not say why. The event is record-material.", nil, k.fileItem},
		{"POST", "/inbox/{item}/take-out", of[takeOutRequest](), of[inboxView](), "Takes what was filed wrongly out of its case, back into the inbox: wrong-patient, wrong-material or other. The case’s history says who opened it there; of another patient’s it is a task, too.", nil, k.takeItemOut},
		{"POST", "/inbox/{item}/back", of[backRequest](), of[inboxView](), "Sends it back: not-ours, unknown-patient, unreadable, password, program or other. Its bytes are destroyed 30 days later.", nil, k.sendItemBack},
		{"POST", "/inbox/{item}/keep", none, of[inboxView](), "Takes back that it was sent back.", nil, k.keepItem},
		{"POST", "/inbox/{item}/told", none, of[inboxView](), "Whoever sent it was told that it is not for us.", nil, k.itemTold},
		{"GET", "/approval-checks", none, of[checksView](), "What an approver ticks before a release: what holds, proposed, earlier; for administrators and the service's own coordinators, as the next.", nil, shows(k, k.checksOf)},
		{"POST", "/approval-checks", of[checksRequest](), of[checksView](), "Proposes a list, whole.", nil, k.proposeChecks},
		{"POST", "/approval-checks/confirm", of[versionRequest](), of[checksView](), "Puts what another person proposed in force: every letter that is not released yet is ticked by it from then on.", nil, decides(k, approvalChecks, k.checksOf, register.Kind.Confirm)},
		{"POST", "/approval-checks/refuse", of[versionRequest](), of[checksView](), "Takes a proposal back, or refuses it.", nil, decides(k, approvalChecks, k.checksOf, register.Kind.Refuse)},
		{"GET", "/material-checks", none, of[checksView](), "What a case is looked through for, and how often authors said that it was missing: what holds, proposed, earlier; for administrators and the service's own coordinators, as the next.", nil, shows(k, k.materialsOf)},
		{"POST", "/material-checks", of[checksRequest](), of[checksView](), "Proposes a list, whole.", nil, k.proposeMaterials},
		{"POST", "/material-checks/confirm", of[versionRequest](), of[checksView](), "Puts what another person proposed in force: intake and authors go by it from then on, and each clinic is sent it, signed.", nil, decides(k, materialChecks, k.materialsOf, register.Kind.Confirm)},
		{"POST", "/material-checks/refuse", of[versionRequest](), of[checksView](), "Takes a proposal back, or refuses it.", nil, decides(k, materialChecks, k.materialsOf, register.Kind.Refuse)},
		{"GET", "/question-texts", none, of[questionsView](), "What cases of a kind ask: what holds, proposed, earlier; for administrators and the service's own coordinators, as the next.", nil, shows(k, k.questionsOf)},
		{"POST", "/question-texts", of[questionsRequest](), of[questionsView](), "Proposes the questions, whole; 422 `invalid` names which is none.", nil, k.proposeQuestions},
		{"POST", "/question-texts/confirm", of[versionRequest](), of[questionsView](), "Puts what another person proposed in force: each clinic is sent them, signed, and offers them.", nil, decides(k, questionTexts, k.questionsOf, register.Kind.Confirm)},
		{"POST", "/question-texts/refuse", of[versionRequest](), of[questionsView](), "Takes a proposal back, or refuses it.", nil, decides(k, questionTexts, k.questionsOf, register.Kind.Refuse)},
		{"GET", "/message-texts", none, of[messageTextsView](), "What messages to clinics begin with: what holds, proposed, earlier; for administrators and the service's own coordinators, as the next.", nil, shows(k, k.messageTextsOf)},
		{"POST", "/message-texts", of[messageTextsRequest](), of[messageTextsView](), "Proposes the texts, whole; 422 `invalid` names what is no place that a case fills.", nil, k.proposeMessageTexts},
		{"POST", "/message-texts/confirm", of[versionRequest](), of[messageTextsView](), "Puts what another person proposed in force.", nil, decides(k, messageWords, k.messageTextsOf, register.Kind.Confirm)},
		{"POST", "/message-texts/refuse", of[versionRequest](), of[messageTextsView](), "Takes a proposal back, or refuses it.", nil, decides(k, messageWords, k.messageTextsOf, register.Kind.Refuse)},
		{"GET", "/agreement", none, of[agreementTextsView](), "The text that patients sign: what holds, proposed with the texts under which open cases were signed, earlier; for administrators and the service's own coordinators, as the next.", nil, shows(k, k.agreementTextsOf)},
		{"GET", "/agreement/effects", none, of[agreementEffects](), "Under which texts open cases were signed, which they keep. It opens each of them.", nil, shows(k, k.agreementEffectsOf)},
		{"POST", "/agreement/check", of[agreementCheckRequest](), none, "204; 422 `invalid` says what a text lacks.", nil, k.checkAgreement},
		{"POST", "/agreement", of[agreementTextRequest](), of[agreementTextsView](), "Proposes a text, whole; 422 `invalid` says what it lacks: every term is carried by a clause (R16 to R26, R59).", nil, k.proposeAgreement},
		{"POST", "/agreement/confirm", of[versionRequest](), of[agreementTextsView](), "Puts what another person proposed in force: it gets its version and its day, and each clinic is sent it, signed. What was sealed before keeps its text.", nil, decides(k, register.Agreement, k.agreementTextsOf, register.Kind.Confirm)},
		{"POST", "/agreement/refuse", of[versionRequest](), of[agreementTextsView](), "Takes a proposal back, or refuses it.", nil, decides(k, register.Agreement, k.agreementTextsOf, register.Kind.Refuse)},
		{"GET", "/locations", none, of[locationsView](), "Where the service may be given: the table that holds, proposed with what that would bring to open cases, earlier; for administrators and the service's own coordinators, as the next. Which cases, coordinators alone are told.", nil, shows(k, k.locationsOf)},
		{"POST", "/locations/effects", of[locationEffectsRequest](), of[ruleEffects](), "What open cases would answer by other rules; 422 `invalid` names the row.", nil, k.askLocationEffects},
		{"POST", "/locations", of[locationsRequest](), of[locationsView](), "Proposes the rules, whole.", nil, k.proposeLocations},
		{"POST", "/locations/confirm", of[versionRequest](), of[locationsView](), "Puts what another person proposed in force: every answer rests on it from then on, and each clinic is sent it, signed.", nil, decides(k, register.Locations, k.locationsOf, register.Kind.Confirm)},
		{"POST", "/locations/refuse", of[versionRequest](), of[locationsView](), "Takes a proposal back, or refuses it.", nil, decides(k, register.Locations, k.locationsOf, register.Kind.Refuse)},
		{"GET", "/prices", none, of[pricesView](), "What the service costs, contracts' prices among it: what holds, proposed with what that would bring to open cases, earlier; as `/locations`.", nil, shows(k, k.pricesOf)},
		{"POST", "/prices/effects", of[priceEffectsRequest](), of[ruleEffects](), "What open cases would cost by other prices; where the payer was told an estimate, that stays.", nil, k.askPriceEffects},
		{"POST", "/prices", of[pricesRequest](), of[pricesView](), "Proposes the prices, whole.", nil, k.proposePrices},
		{"POST", "/prices/confirm", of[versionRequest](), of[pricesView](), "Puts what another person proposed in force: estimates are made by it from then on, and each clinic is sent the general ones, signed.", nil, decides(k, register.Prices, k.pricesOf, register.Kind.Confirm)},
		{"POST", "/prices/refuse", of[versionRequest](), of[pricesView](), "Takes a proposal back, or refuses it.", nil, decides(k, register.Prices, k.pricesOf, register.Kind.Refuse)},
		{"GET", "/partners", none, of[partnersView](), "Who sends members, and what is agreed: what holds, proposed with what that would bring to open cases, earlier; as `/locations`.", nil, shows(k, k.partnersOf)},
		{"POST", "/partners/effects", of[partnerEffectsRequest](), of[partnerEffects](), "What other contracts would bring to open cases.", nil, k.askPartnerEffects},
		{"POST", "/partners", of[partnersRequest](), of[partnersView](), "Proposes the partners, whole: a new one by an id of 32 hex digits that the page makes; none is taken away.", nil, k.proposePartners},
		{"POST", "/partners/confirm", of[versionRequest](), of[partnersView](), "Puts what another person proposed in force.", nil, decides(k, register.Partners, k.partnersOf, register.Kind.Confirm)},
		{"POST", "/partners/refuse", of[versionRequest](), of[partnersView](), "Takes a proposal back, or refuses it.", nil, decides(k, register.Partners, k.partnersOf, register.Kind.Refuse)},
		{"GET", "/devices", none, of[devicesView](), "The clinics' workstations: last exchange, program, certificate's end; who enrolls there, and codes that wait. For administrators and the service's own coordinators, as the next.", nil, shows(k, k.devicesOf)},
		{"POST", "/clinics/{clinic}/codes", of[codeForRequest](), of[codeView](), "Makes an enrollment code, shown this once: `hours` from 1 to 168; 409 `incomplete` for a physician whose license nobody checked, unless `license` says so now.", nil, k.makeCode},
		{"POST", "/devices/{device}/revoke", of[revokeRequest](), of[devicesView](), "Ends a workstation: `reason` is lost, stolen, replaced, left or other, which needs a `note`. It exchanges nothing any more.", nil, k.revokeDevice},
		{"GET", "/figures", none, of[figuresView](), "How the service does, in numbers: the last 26 weeks and what is open now. What is fewer than five is not broken down. For administrators and the service's own coordinators.", nil, shows(k, k.figuresOf)},
		{"POST", "/figures/cases", of[figureCasesRequest](), of[figureCasesView](), "The cases behind a number, 200 at most; for the service's own coordinators.", nil, k.figureCases},
		{"GET", "/letter-texts", none, of[letterTextsView](), "What the office offers to authors of letters, by specialty and diagnosis: what holds, proposed, earlier; for administrators and the service's own coordinators, as the next.", nil, shows(k, k.letterTextsOf)},
		{"POST", "/letter-texts", of[letterTextsRequest](), of[letterTextsView](), "Proposes the texts, whole; 422 `invalid` says which is none.", nil, k.proposeLetterTexts},
		{"POST", "/letter-texts/confirm", of[versionRequest](), of[letterTextsView](), "Puts what another person proposed in force: authors are offered it from then on. What is written stays.", nil, decides(k, letterWords, k.letterTextsOf, register.Kind.Confirm)},
		{"POST", "/letter-texts/refuse", of[versionRequest](), of[letterTextsView](), "Takes a proposal back, or refuses it.", nil, decides(k, letterWords, k.letterTextsOf, register.Kind.Refuse)},
		{"GET", "/report-texts", none, of[reportTextsView](), "What reports of reviews begin with, by review and modality: what holds, proposed, earlier; for administrators and the service's own coordinators, as the next.", nil, shows(k, k.reportTextsOf)},
		{"POST", "/report-texts", of[reportTextsRequest](), of[reportTextsView](), "Proposes the templates, whole; 422 `invalid` says which is none.", nil, k.proposeReportTexts},
		{"POST", "/report-texts/confirm", of[versionRequest](), of[reportTextsView](), "Puts what another person proposed in force: what is begun from then on begins with it.", nil, decides(k, reportWords, k.reportTextsOf, register.Kind.Confirm)},
		{"POST", "/report-texts/refuse", of[versionRequest](), of[reportTextsView](), "Takes a proposal back, or refuses it.", nil, decides(k, reportWords, k.reportTextsOf, register.Kind.Refuse)},
		{"GET", "/mails", none, of[mailsView](), "What a demonstration caught; 404 outside one.", nil, k.mails},
	}
}

func of[T any]() reflect.Type { return reflect.TypeFor[T]() }

// serve puts the routes on a mux.
func (k *Console) serve(mux *http.ServeMux) {
	for _, r := range k.routes() {
		h := http.Handler(nil)
		if r.open != nil {
			h = k.open(r.open)
		} else {
			h = k.signed(r.signed)
		}
		mux.Handle(r.Method+" "+api+r.Path, h)
	}
}
