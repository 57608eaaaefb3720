package proofread

// heldOutMore are letters by which the rules were measured, until the trees were grown
// from them as well. What is missed of their sides nobody has read.
var heldOutMore = []vignette{
	{
		from: 52, to: 79,
		measures: [][]string{{"4.4 cm", "5.6 cm"}, {"6.1 mmol/L", "5.4 mmol/L"}},
		sources: []string{
			"History: Gout. Creatinine rising since {my2}. {SS} renal artery stented in {y4}. Potassium {m2} on {d2}.",
			"Angiography: {d1}. {SS} renal artery: stent narrowed by 80%. {OO} renal artery free. Aorta {m1}.",
		},
		studies: []string{"XA|d1|Angiography"},
		letter: []string{
			"thanks: Thank you for letting me see the angiography of your patient, {age} years of age.",
			"findings: The stent in the {S} renal artery is nearly closed on the pictures of {d1}; the {O} artery is open. The aorta measures {m1}.",
			"assessment: A second stent in the {S} artery would protect what that kidney still does. {He} is {age}, has an aorta of {m1}, and each catheter that passes it may loosen cholesterol.",
			"recommendation: Dilate the stent of the {S} side, with a filter. Potassium, {m2} on {d2}, again before contrast is given.",
		},
		asked:   []string{"Reopen the stent of the {S} kidney?", "What are the risks?"},
		answers: []string{"Yes, while the {S} kidney still filters.", "Cholesterol emboli and contrast; both grow with the aorta."},
	},
	{
		from: 22, to: 45,
		measures: [][]string{{"16 mm", "12 mm"}, {"0.4 mg", "0.8 mg"}},
		sources: []string{
			"History: Colic of the {S} flank on {d2}. Stone on the {O} passed in {y4}. Tamsulosin {m2}.",
			"CT: {d1}. {SS} ureter: stone of {m1} at the crossing of the vessels, kidney wide. {OO} kidney without stones.",
		},
		studies: []string{"CT|d1|CT abdomen"},
		letter: []string{
			"complaint: Colic of the {S} flank, first on {d2}, in a {man} aged {age}.",
			"findings: A stone of {m1} sits in the {S} ureter where it crosses the vessels (CT of {d1}). The {O} kidney has none.",
			"assessment: Stones of this size do not pass. {His} {S} kidney is wide, which is not yet harm, but will be within weeks.",
			"recommendation: Ureteroscopy on the {S} now. Tamsulosin {m2} eases the pain and moves nothing of this size. A {age}-year-old with a second stone should have {his} urine collected for a day.",
		},
		asked:   []string{"Wait or take the stone of the {S} ureter?", "How can the next one be prevented?"},
		answers: []string{"Take it. At {m1} the {S} ureter does not let it pass.", "By what the collected urine shows, and three liters a day."},
	},
	{
		sex: "female", from: 48, to: 71,
		measures: [][]string{{"28 mm", "19 mm"}, {"2.5 mg", "1 mg"}},
		sources: []string{
			"History: Lump of the {S} breast felt on {d3}. {OO} breast: ductal carcinoma in situ, excised and radiated {y4}. Letrozole {m2} since {my2}.",
			"Mammography and ultrasound: {d1}. {SS} breast, upper outer: mass of {m1}. {OO} breast: scar.",
			"Biopsy: {d2}. {SS} breast: lobular carcinoma, grade 2, receptor positive.",
		},
		studies: []string{"MG|d1|Mammography"},
		letter: []string{
			"history: She felt a lump in the {S} breast on {d3}. The other breast was treated in {y4}.",
			"findings: A mass of {m1} in the {S} breast (mammography of {d1}), by the biopsy of {d2} a lobular carcinoma. In the {O} breast there is the scar alone.",
			"assessment: Lobular cancers are larger than they look, so I would see an MRI of both breasts. That a woman of {age} has a second cancer, on the {S} after the {O}, is a reason to look for a gene.",
			"recommendation: MRI, then decide between saving and removing the {S} breast. Letrozole {m2} goes on. A gene panel, as {his} sister might profit, too.",
		},
		asked:   []string{"Can the {S} breast be saved?", "Is a gene test of use?"},
		answers: []string{"Likely, if the MRI shows no more than {m1} on the {S}.", "It is: two cancers are two reasons."},
	},
	{
		from: 63, to: 86,
		measures: [][]string{{"0.8 cm²", "1.1 cm²"}, {"40 mg", "20 mg"}},
		sources: []string{
			"History: Short of breath on stairs since {my2}. {SS} hip replaced in {y4}. Furosemide {m2}.",
			"Echocardiography: {d1}. Aortic valve {m1}, mean gradient 44 mmHg, EF 55%.",
			"CT: {d2}. {SS} iliac artery kinked, {O} iliac artery straight and wide.",
		},
		studies: []string{"US|d1|Echocardiography", "CT|d2|CT of the access"},
		letter: []string{
			"complaint: Shortness of breath on stairs since {my2}.",
			"findings: The valve opens to {m1} (echocardiography of {d1}). On the CT of {d2} the {S} iliac artery is kinked, while the {O} one is straight.",
			"assessment: {He} has a severe stenosis and complaints from it. For somebody aged {age} a valve by catheter is what the guidelines put first, and from the {O} groin it can be done.",
			"recommendation: Valve by catheter, from the {O} groin; the {S} one would be the wrong way in. Furosemide {m2} until then. {age} is no age at which {he} has to live with this.",
		},
		asked:   []string{"Catheter or surgery for the valve?", "Which groin?"},
		answers: []string{"Catheter. The gradient and the valve of {m1} leave no doubt.", "The {O}. The {S} iliac artery is kinked."},
	},
	{
		from: 6, to: 15,
		measures: [][]string{{"24 mm", "31 mm"}, {"15 mg", "10 mg"}},
		sources: []string{
			"History: Limp on the {S} since {my2}. No fever. {OO} hip never hurt. Meloxicam {m2}.",
			"X-ray: {d1}. {SS} femoral head flattened, fragment of {m1}. {OO} hip normal.",
			"MRI: {d2}. {SS} femoral head: half without blood. {OO} hip normal.",
		},
		studies: []string{"DX|d1|X-ray pelvis", "MR|d2|MRI hips"},
		letter: []string{
			"complaint: A limp on the {S}, noticed by the school in {my2}.",
			"findings: On the X-ray of {d1} the head of the {S} femur is flat, with a fragment of {m1}; by the MRI of {d2} half of it has no blood. The {O} hip is sound.",
			"assessment: Perthes disease on the {S}. How old a child is decides more than anything: at {age} years of age the head has little time left to become round again.",
			"recommendation: Keep the {S} head in its socket, by osteotomy. Meloxicam {m2} for pain alone. No child of {age} should be kept in a brace for two years.",
		},
		asked:   []string{"Osteotomy or brace for the {S} hip?", "Will the other hip fall ill?"},
		answers: []string{"Osteotomy: more of the {S} head is gone than a brace can hold.", "In one of ten. The {O} hip is sound so far."},
	},
	{
		from: 33, to: 60,
		measures: [][]string{{"9 mm", "14 mm"}, {"250 mg", "500 mg"}},
		sources: []string{
			"History: Ringing in the {S} ear since {my2}, hearing worse since {d3}. {OO} ear operated for otosclerosis in {y4}. Acetazolamide {m2}.",
			"MRI: {d1}. {SS} internal canal: schwannoma of {m1}. {OO} canal free.",
			"Audiogram: {d2}. {SS} ear: loss of 40 dB, words 70%. {OO} ear: loss of 20 dB.",
		},
		studies: []string{"MR|d1|MRI of the canals"},
		letter: []string{
			"thanks: Thank you for asking me about {his} schwannoma; I have looked at the MRI of {d1} with our radiologists.",
			"findings: In the {S} canal lies a schwannoma of {m1}. The audiogram of {d2} gives the {S} ear 70% of words, and the {O} ear nearly all.",
			"assessment: Small schwannomas are watched in the old and treated in the young. {He} is in between at {age}, and hears well enough on the {S} to lose something by either way.",
			"recommendation: MRI again in {f1}. If it has grown, radiosurgery of the {S} side. Acetazolamide {m2} can be left out. We treated three patients close to {his} age, {age}, so last year, and all kept their hearing.",
		},
		asked:   []string{"Watch, radiate or operate on the {S} side?", "Will the hearing stay?"},
		answers: []string{"Watch it, and radiate if it grows. Surgery of a {S} tumor of {m1} costs more hearing.", "For some years in two of three, on the {S}."},
	},
}
