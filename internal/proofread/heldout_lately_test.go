package proofread

// heldOutLately are letters by which the rules were measured until what was missed of
// their ages was read.
var heldOutLately = []vignette{
	{
		from: 54, to: 78,
		measures: [][]string{{"2.3 cm", "1.7 cm"}, {"1.9 L", "2.2 L"}},
		sources: []string{
			"History: Cough since {my2}. Smoked until {y4}. FEV1 {m2}. Mitral valve repaired on {d3}.",
			"PET-CT: {d1}. {SS} upper lobe mass of {m1}, SUV 9. {SS} hilar node, SUV 5. {OO} lung and mediastinum without uptake.",
			"Bronchoscopy: {d2}: squamous cell carcinoma from the {S} upper lobe.",
		},
		studies: []string{"PT|d1|PET-CT"},
		letter: []string{
			"thanks: Thank you for referring the records of this {age}-year-old with cancer of the {S} lung.",
			"findings: On the PET-CT of {d1} a mass of {m1} in the {S} upper lobe and a node at the {S} hilum take up glucose. The {O} lung is clear.",
			"assessment: This is stage IIB. With an FEV1 of {m2} {he} can have the {S} upper lobe removed, provided that the mediastinum is sampled first.",
			"recommendation: EBUS, then {S} upper lobectomy with dissection of the nodes. Chemotherapy and immunotherapy before it should be discussed in {his} tumor board.",
		},
		asked:   []string{"Is the tumor of the {S} lung operable?", "Is the valve an obstacle?"},
		answers: []string{"It is. The node at the {S} hilum does not forbid surgery.", "No, as long as {his} echocardiogram is as good as it was after the repair."},
	},
	{
		from: 31, to: 58,
		measures: [][]string{{"5 mm", "8 mm"}, {"25 mg", "75 mg"}},
		sources: []string{
			"History: Pain in the {S} buttock and down the {S} leg since {my2}. Injection of the joint on {d2} took it away for a day. Indomethacin {m2}.",
			"MRI pelvis: {d1}. {SS} sacroiliac joint: marrow edema, erosions of {m1}. {OO} sacroiliac joint normal. Hips normal.",
		},
		studies: []string{"MR|d1|MRI pelvis"},
		letter: []string{
			"complaint: Pain in the {S} buttock since {my2}, worst in the second half of the night.",
			"findings: MRI of {d1} shows edema and erosions of up to {m1} in the {S} sacroiliac joint; the {O} joint is normal.",
			"assessment: Inflammation on one side can be the beginning of spondyloarthritis, but in a {age}-year-old an infection of the {S} joint has to be excluded first. That the injection of {d2} helped proves only where {his} pain comes from.",
			"recommendation: Blood cultures, HLA-B27, aspiration of the {S} sacroiliac joint. Indomethacin {m2} in the meantime.",
		},
		asked:   []string{"What is the cause of the {S} sacroiliitis?", "Is a biopsy needed?"},
		answers: []string{"Most likely spondyloarthritis. Infection of the {S} joint is less likely, and worse if missed.", "An aspiration first. If it is dry, {he} needs a biopsy."},
	},
	{
		sex: "male", from: 13, to: 28,
		measures: [][]string{{"11 mL", "9 mL"}, {"3.2 mm", "3.8 mm"}},
		sources: []string{
			"History: Heaviness of the {S} scrotum when standing. Found at a school examination on {d2}. Semen not tested.",
			"Ultrasound: {d1}. {SS} varicocele, veins {m2}, reflux. {SS} testis {m1}. {OO} testis 16 mL.",
		},
		studies: []string{"US|d1|Ultrasound scrotum"},
		letter: []string{
			"thanks: Thank you for asking about this {age}-year-old and {his} varicocele.",
			"findings: The veins of the {S} side are {m2} wide on the ultrasound of {d1}. The {S} testis has {m1}, the {O} one 16 mL.",
			"assessment: A difference of more than a fifth says that the {S} testis is held back. In growing people that can be made good by closing the veins.",
			"recommendation: Microsurgical ligation on the {S}. {He} should be measured again in {f1}; the {S} testis will then have caught up in most.",
		},
		asked:   []string{"Treat the {S} varicocele or watch it?", "Embolization or surgery?"},
		answers: []string{"Treat it: the {S} testis has fallen behind.", "Surgery by microscope; the fewest come back."},
	},
	{
		from: 60, to: 83,
		measures: [][]string{{"0.3", "0.5"}, {"420 µm", "510 µm"}},
		sources: []string{
			"History: Sudden haze before the {S} eye on {d2}. Hypertension. Glaucoma drops in both eyes. Cataract of the {O} eye operated in {y4}.",
			"OCT: {d1}. {SS} macula: cystoid edema, thickness {m2}. {OO} macula dry.",
			"Eye clinic note: {d1}. Branch vein occlusion, {S} eye, superior. Vision {m1}.",
		},
		letter: []string{
			"history: {He} noticed a haze before the {S} eye on {d2}.",
			"findings: The clinic found a branch vein occlusion and a vision of {m1} in the {S} eye. OCT of {d1}: edema of the {S} macula, {m2}. The {O} macula is dry.",
			"assessment: At {age} years such an edema is treated with injections, and the sooner the better. Laser of the {S} retina is kept for new vessels. {His} blood pressure must be brought down, or the {O} eye may follow.",
			"recommendation: Six monthly injections into the {S} eye, OCT before each. The drops for {his} glaucoma go on.",
		},
		asked:   []string{"Injections or laser for the {S} eye?", "Can the other eye be protected?"},
		answers: []string{"Injections. Laser would slow the loss, and gives the {S} eye nothing back.", "By a lower blood pressure above all."},
	},
	{
		from: 37, to: 65,
		measures: [][]string{{"13 mm", "17 mm"}, {"20 mg", "40 mg"}},
		sources: []string{
			"History: Heel pain on the {S}, mornings worst, since {my2}. Runs. Two cortisone injections, the last on {d2}. Pantoprazole {m2}. {OO} heel hurt in {y4}, went away.",
			"MRI foot: {d1}. {SS} plantar fascia thickened to 7 mm, partial tear of {m1} near the calcaneus.",
		},
		studies: []string{"MR|d1|MRI hindfoot"},
		letter: []string{
			"complaint: {His} first steps in the morning hurt under the {S} heel, and have since {my2}.",
			"findings: On MRI of {d1} the fascia of the {S} foot is 7 mm thick and torn in part, over {m1}.",
			"assessment: The tear may well be due to the second injection, on {d2}. I would not cut the fascia of the {S} foot in a runner of {age}, as the arch comes down afterwards. On the {O} the same pain went away by itself.",
			"recommendation: A boot for the {S} foot for six weeks, no further cortisone, then shock waves. {He} may swim.",
		},
		asked:   []string{"Is surgery of the {S} plantar fascia advisable?", "May {he} run?"},
		answers: []string{"Not at present. Nine of ten {S} heels like this one heal without.", "Not before {f1}, and on soft ground at first."},
	},
	{
		from: 47, to: 74,
		measures: [][]string{{"5.2 cm", "6.8 cm"}, {"135 g/L", "118 g/L"}},
		sources: []string{
			"History: Fever and {S} loin pain on {d2}, in hospital for a week. Hemoglobin {m2}. Kidney stones {O} in {y4}, shattered.",
			"CT abdomen: {d1}. {SS} kidney: complex cyst of {m1}, thick septa taking up contrast, Bosniak III. {OO} kidney two small simple cysts.",
		},
		studies: []string{"CT|d1|CT abdomen"},
		letter: []string{
			"history: {He} was in hospital from {d2} on because of fever and pain in the {S} loin.",
			"findings: The CT of {d1} shows a cyst of {m1} in the {S} kidney with thick septa that enhance. Two small cysts of the {O} kidney are simple.",
			"assessment: Half of Bosniak III cysts are cancers. After a fever it may also be an infected cyst of the {S} kidney, so I would look again before anybody operates on a {man} of {age}. {He} has a hemoglobin of {m2}.",
			"recommendation: MRI in {f1}. If the septa of the {S} cyst still enhance, partial nephrectomy on the {S}.",
		},
		asked:   []string{"Should the cyst of the {S} kidney be removed?", "Is a puncture of use?"},
		answers: []string{"Not before a second look. If it has not changed, the {S} kidney should be operated on and kept.", "Only if {he} has fever again."},
	},
}
