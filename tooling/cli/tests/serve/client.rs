//! A client that is just enough: one connection, requests one after the other.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long nothing may come.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection.
pub struct Client {
    stream: BufReader<TcpStream>,
}

/// What came back.
#[derive(Debug, Eq, PartialEq)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Client {
    /// Connects.
    pub fn new(addr: SocketAddr) -> io::Result<Client> {
        let stream = TcpStream::connect(addr)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(Client { stream: BufReader::new(stream) })
    }

    /// Sends a request and waits for the response.
    pub fn request(&mut self, method: &str, target: &str, body: &[u8]) -> io::Result<Response> {
        self.send(format!("{method} {target} HTTP/1.1\r\nhost: test\r\ncontent-length: {}\r\n\r\n", body.len()))?;
        self.stream.get_mut().write_all(body)?;
        self.response()
    }

    /// Sends the head of a request as it is.
    pub fn send(&mut self, head: String) -> io::Result<()> {
        self.stream.get_mut().write_all(head.as_bytes())
    }

    /// Waits for a response, whose length the server has to tell.
    pub fn response(&mut self) -> io::Result<Response> {
        let wrong = |what: &str| io::Error::other(what.to_owned());
        let first = self.line()?;
        let status = first.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
        let mut length = None;
        loop {
            let line = self.line()?;
            match line.split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.parse().ok(),
                Some(_) => {}
                None if line.is_empty() => break,
                None => return Err(wrong("a header without a value")),
            }
        }
        let mut body = vec![0; length.ok_or_else(|| wrong("no length"))?];
        self.stream.read_exact(&mut body).map_err(|_| wrong("it ends within a response"))?;
        Ok(Response { status: status.ok_or_else(|| wrong("no status"))?, body })
    }

    /// Whether the server has closed the connection.
    pub fn is_closed(&mut self) -> bool {
        matches!(self.stream.read(&mut [0]), Ok(0))
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        match self.stream.read_line(&mut line)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line.trim_end().to_owned()),
        }
    }
}

impl Response {
    /// A response in text.
    pub fn text(status: u16, text: &str) -> Response {
        Response { status, body: text.into() }
    }
}
