//! Standard output and standard error, line by line.

use wasip3::cli::types::ErrorCode;
use wasip3::cli::{stderr, stdout};
use wasip3::wit_bindgen::{FutureReader, StreamWriter};
use wasip3::wit_stream;

/// Where lines are written. Nobody has to read them: what cannot be written is left out.
pub struct Output {
    writer: StreamWriter<u8>,
    written: FutureReader<Result<(), ErrorCode>>,
}

impl Output {
    /// For what the program was asked for.
    pub fn standard_output() -> Output {
        let (writer, reader) = wit_stream::new();
        Output { writer, written: stdout::write_via_stream(reader) }
    }

    /// For what is told besides.
    pub fn standard_error() -> Output {
        let (writer, reader) = wit_stream::new();
        Output { writer, written: stderr::write_via_stream(reader) }
    }

    /// Writes a line.
    pub async fn line(&mut self, text: &str) {
        drop(self.writer.write_all(format!("{text}\n").into()).await);
    }

    /// Waits until everything is written.
    pub async fn end(self) {
        drop(self.writer);
        self.written.await.ok();
    }
}
