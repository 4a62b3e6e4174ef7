package rules

// Authenticode finds Windows addons without a signature.
var Authenticode = &Rule{
	ID: "authenticode", Code: "NC607", Severity: Note,
	Doc: `Not signed with Authenticode

Windows loads unsigned DLLs, and most addons are unsigned. Smart App Control,
application-control policies of companies and some virus scanners hold them
back; an application that signs its own files should sign its addons too.

Sign with signtool sign /fd sha256 /tr TIMESTAMP-SERVER /td sha256.`,
	Run: func(p *Pass) {
		if p.Binary.PE != nil && p.Binary.Signed == "none" {
			p.Report(Note, "is not signed (Authenticode)", "Sign it if your users' systems demand signatures: signtool sign /fd sha256.",
				map[string]any{"signed": p.Binary.Signed})
		}
	},
}
