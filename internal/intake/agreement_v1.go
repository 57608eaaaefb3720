package intake

// agreementV1 is never edited: a new wording is agreementV2.
func agreementV1() Text {
	return Text{
		Version: "agreement-1",
		Date:    "2026-11-01",
		Title:   "Agreement and authorization for a second opinion at a distance",
		Opening: []string{
			"This agreement is between the patient named above and the service. It says what a second opinion at a distance can do and what it cannot do, who receives it, and which information may be shared to prepare it. Read each clause, and ask your doctor or the service about anything that is not clear before you sign.",
			"“I”, “me” and “my” mean the patient. A representative who signs does so on the patient’s behalf, and each clause then speaks for the patient. “The service” means the service named above, with the hospitals that are affiliated with it, its physicians and its staff. “My treating physician” means the physician named above, who has asked for this opinion with me.",
		},
		Clauses: []Clause{
			{ID: "distance", Heading: "A consultation at a distance", Requirements: []string{"R16"}, Paragraphs: []string{
				"The terms of use of the service apply to this consultation, together with this agreement.",
				"A consultation at a distance is different from a visit in person. The specialist works from records, images, specimens and the account of my treating physician. Nobody from the service will examine me, and facts that an examination or a conversation would have brought to light may be missing. I understand this limit and I accept it.",
			}},
			{ID: "limits", Heading: "What the opinion is", Requirements: []string{"R17"}, Paragraphs: []string{
				"The opinion is limited and provisional: it rests on what was sent, as it stood when it was sent. It does not replace a full evaluation by a physician who can see and examine me.",
				"Medicine allows no certainty. Nobody has promised me a particular result, an improvement or a cure, and the opinion carries no warranty of any kind.",
			}},
			{ID: "contact", Heading: "No direct contact with the specialist", Requirements: []string{"R18"}, Paragraphs: []string{
				"I will not speak, write or meet with the specialist directly. Questions go through my treating physician. The exception is a visit that I make myself to a hospital or office affiliated with the service.",
			}},
			{ID: "report", Heading: "Who receives the report", Requirements: []string{"R19"}, Paragraphs: []string{
				"The report is sent to my treating physician, who sees it first. Once my treating physician has opened it, a courtesy copy is made available to me, unless I say that I do not want one. I may decline the copy now or at any time before the report is released.",
			}},
			{ID: "responsible", Heading: "My treating physician stays responsible", Requirements: []string{"R20"}, Paragraphs: []string{
				"My treating physician explains the opinion to me, decides with me what to do, and remains responsible for my care. The specialist advises my treating physician, does not become my physician, and takes on no responsibility for my treatment.",
			}},
			{ID: "confidential", Heading: "Confidentiality, and the risk that remains", Requirements: []string{"R21"}, Paragraphs: []string{
				"The service keeps my information confidential and protects it with care. Even so, sending information electronically carries a risk, for example of loss, delay, damage, or being seen by somebody for whom it was not meant. I understand this risk and I accept it.",
			}},
			{ID: "disputes", Heading: "Not for legal disputes", Requirements: []string{"R22"}, Paragraphs: []string{
				"The report is for my medical care. Without the service’s prior consent in writing, neither I nor anybody acting for me will use it, or ask its authors to give evidence, in a legal dispute. Legal disputes include litigation, arbitration, claims for disability or workers’ compensation, and claims of malpractice.",
			}},
			{ID: "consent", Heading: "My consent, and release", Requirements: []string{"R23"}, Paragraphs: []string{
				"I have been told what this consultation is, what it may bring and where its limits lie, and I consent to it freely.",
				"The opinion can be no better than the information it rests on. The service is not responsible for whether the information sent to it is complete or correct, nor for errors, delays or losses in transmission.",
				"As far as the law allows, I release the service, its affiliates and their physicians and staff from claims that arise from these limits and from this consultation.",
			}},
			{ID: "authorization", Heading: "Release of my health information", Requirements: []string{"R24", "R59"}, Paragraphs: []string{
				"I authorize my physicians, hospitals, laboratories and other providers to release my health information to the service, and to talk about my case with it freely. What may be released includes the history of my condition, my present complaints, laboratory results and other diagnostic data, images, specimens and reports.",
				"The service may use what it receives to prepare the opinion and discloses the opinion to my treating physician. It need not ask for or fetch further records.",
				"Information that is disclosed to a third party, at my wish or as this agreement allows, may be passed on by that party and may then no longer be protected by law as it was before.",
				"This authorization lasts until my case, with any further questions about it, is closed. I may take it back earlier, in writing, at any time; what was released before then cannot be called back.",
			}},
			{ID: "refusal", Heading: "If I do not agree", Requirements: []string{"R25"}, Paragraphs: []string{
				"I am free not to sign. Without this agreement there is no consultation at a distance. A visit in person remains open to me, and my care elsewhere is not affected.",
			}},
			{ID: "law", Heading: "Governing law", Requirements: []string{"R26"}, Paragraphs: []string{
				"The laws of the Commonwealth of Massachusetts govern this agreement and the consultation. Any dispute about them is brought before the courts of Suffolk County, Massachusetts.",
			}},
			{ID: "understood", Heading: "Read and understood", Requirements: []string{"R59"}, Paragraphs: []string{
				"I have read this agreement, or it has been read to me, and I have understood it. I could ask questions, and all of my questions were answered to my satisfaction.",
			}},
		},
		Closing: []string{
			"By signing I agree to all of the above and give the authorization in it. I receive a copy.",
		},
	}
}
