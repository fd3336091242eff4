use crate::support::*;

#[test]
fn slice() {
    Guest::both(|g| {
        let o = g.get("options_open", &[1]);
        g.write(0x200, b"nonce");
        g.write(0x300, b"value");
        g.ok("options_set", &[o, 0x200, 5, 0x300, 5]);
        g.write(0x200, b"SHA-256");
        g.write32(0x400, 1);
        g.write32(0x410, 0);
        g.write32(0x414, o);
        let s = g.get("symmetric_state_open", &[0x200, 7, 0x400, 0x410]);
        g.ok("symmetric_state_absorb", &[s, 0x300, 5]);
        g.ok("symmetric_state_squeeze", &[s, 0x500, 12]);
        assert_eq!(g.read(0x500, 14), b"valuevalueva\0\0");
        g.ok("options_close", &[o]);
        assert_eq!(g.call("options_close", &[o]), errno::CLOSED);
        g.ok("symmetric_state_close", &[s]);
        assert_eq!(g.call("symmetric_state_close", &[s]), errno::CLOSED);
        assert_eq!(g.call("options_close", &[s]), errno::INVALID_HANDLE);
    });
    for a in adapters() {
        eprintln!("{} {}", a.name, a.wasm.len());
    }
}
