//! TLS for receivers at an `https://` URL: the certificate is judged, as by the
//! vendor, against the roots of the system, and those that were given beside
//! them.

use std::fmt;
use std::io;
use std::net::TcpStream;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// A stream that speaks TLS.
pub(super) type TlsStream = StreamOwned<ClientConnection, TcpStream>;

/// Whom to trust.
#[derive(Clone, Default)]
pub(super) struct Trust {
    /// Roots beside those of the system.
    more: Vec<CertificateDer<'static>>,
    /// Made once, as the roots of a system are many.
    config: OnceLock<Arc<ClientConfig>>,
}

impl Trust {
    /// Trusts these roots too.
    ///
    /// # Errors
    ///
    /// If the text holds no certificate in PEM, or one that is no root.
    pub(super) fn more(&self, pem: &[u8]) -> Result<Self, NoRoots> {
        let mut more = self.more.clone();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let certificate = certificate.map_err(|_| NoRoots)?;
            RootCertStore::empty().add(certificate.clone()).map_err(|_| NoRoots)?;
            more.push(certificate);
        }
        if more.len() == self.more.len() {
            return Err(NoRoots);
        }
        Ok(Self { more, config: OnceLock::new() })
    }

    /// Makes a TLS connection of one that is there, no later than this.
    pub(super) fn connect(
        &self,
        host: &str,
        mut stream: TcpStream,
        limit: Duration,
    ) -> io::Result<TlsStream> {
        let started = Instant::now();
        let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
        let config = Arc::clone(self.config.get_or_init(|| self.make()));
        let mut connection = ClientConnection::new(config, name).map_err(io::Error::other)?;
        while connection.is_handshaking() {
            let left = limit.checked_sub(started.elapsed()).filter(|left| !left.is_zero());
            let left = left.ok_or(io::ErrorKind::TimedOut)?;
            stream.set_read_timeout(Some(left))?;
            stream.set_write_timeout(Some(left))?;
            if connection.wants_write() {
                connection.write_tls(&mut stream)?;
            } else if connection.read_tls(&mut stream)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            } else {
                let processed = connection.process_new_packets();
                if processed.is_err() {
                    // The other side is told what was wrong with it, if it still listens.
                    let _unheard = connection.write_tls(&mut stream);
                }
                processed.map_err(io::Error::other)?;
            }
        }
        Ok(StreamOwned::new(connection, stream))
    }

    fn make(&self) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        // A system's roots that cannot be read are missed when a certificate is judged.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots.add_parsable_certificates(self.more.iter().cloned());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap_or_else(|error| unreachable!("ring speaks TLS 1.2 and 1.3: {error}"))
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Arc::new(config)
    }
}

/// What was given as roots holds none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoRoots;

impl PartialEq for Trust {
    fn eq(&self, other: &Self) -> bool {
        self.more == other.more
    }
}

impl Eq for Trust {}

impl fmt::Debug for Trust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Trust({} roots beside the system's)", self.more.len())
    }
}
