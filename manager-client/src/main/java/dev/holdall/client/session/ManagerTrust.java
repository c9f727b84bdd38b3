package dev.holdall.client.session;

import dev.holdall.wire.Fingerprint;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a manager's certificate is trusted, and says in plain words why not. That the other side has the certificate's private key
 * is proved by the TLS handshake itself.
 */
final class ManagerTrust extends X509ExtendedTrustManager {
    /** Why a certificate is not trusted, for people. */
    static final class Distrust extends CertificateException {
        private static final long serialVersionUID = 1;

        Distrust(String why) {
            super(why);
        }
    }

    private final @Nullable Fingerprint pin;
    private final @Nullable Fingerprint own;
    private final @Nullable X509ExtendedTrustManager authorities;

    private ManagerTrust(
            @Nullable Fingerprint pin, @Nullable Fingerprint own, @Nullable X509ExtendedTrustManager authorities) {
        this.pin = pin;
        this.own = own;
        this.authorities = authorities;
    }

    /** Trusts one certificate, whatever host shows it. */
    static ManagerTrust pinned(Fingerprint certificate) {
        return new ManagerTrust(certificate, null, null);
    }

    /** Trusts what these have signed, and themselves, for the host that the certificate names. */
    static ManagerTrust signedBy(List<X509Certificate> trusted) throws GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        try {
            store.load(null, null);
        } catch (java.io.IOException e) {
            throw new IllegalStateException("nothing is read here", e);
        }
        for (int i = 0; i < trusted.size(); i++) {
            store.setCertificateEntry("trusted-" + i, trusted.get(i));
        }
        return new ManagerTrust(null, null, authorities(store));
    }

    /**
     * Trusts what the Java platform trusts.
     *
     * @param own trusted too, whatever host shows it
     */
    static ManagerTrust usual(@Nullable Fingerprint own) throws GeneralSecurityException {
        return new ManagerTrust(null, own, authorities(null));
    }

    private static X509ExtendedTrustManager authorities(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager authorities) {
                return authorities;
            }
        }
        throw new IllegalStateException("this platform has no trust manager for certificates");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        X509Certificate certificate = chain[0];
        Fingerprint shown = Fingerprint.of(certificate);
        if (pin != null) {
            if (!shown.equals(pin)) {
                throw new Distrust(
                        "the certificate there is not the pinned one: its fingerprint is " + shown + ", not " + pin
                                + "; the manager has a new one, and a new join link is needed, or somebody else answers there");
            }
            checkTime(certificate);
        } else if (shown.equals(own)) {
            checkTime(certificate);
        } else if (authorities != null) {
            checkTime(certificate);
            checkSigned(authorities, chain, type);
            checkHost(authorities, chain, type, engine);
        }
    }

    private static void checkTime(X509Certificate certificate) throws Distrust {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new Distrust("the certificate there expired on "
                    + certificate.getNotAfter().toInstant());
        } catch (CertificateNotYetValidException e) {
            throw new Distrust("the certificate there is not valid before "
                    + certificate.getNotBefore().toInstant());
        }
    }

    private static void checkSigned(X509ExtendedTrustManager authorities, X509Certificate[] chain, String type)
            throws Distrust {
        try {
            authorities.checkServerTrusted(chain, type);
        } catch (CertificateException e) {
            throw new Distrust("nobody whom this program trusts has signed the certificate there (" + e.getMessage()
                    + "): connect by the line that 'holdall join-link' prints on the manager's host, or name who signed it with"
                    + " ManagerOptions.trust");
        }
    }

    private static void checkHost(
            X509ExtendedTrustManager authorities, X509Certificate[] chain, String type, SSLEngine engine)
            throws Distrust {
        try {
            authorities.checkServerTrusted(chain, type, engine);
        } catch (CertificateException e) {
            throw new Distrust("the certificate there is not for this host (" + e.getMessage()
                    + "): connect by a name that it is for, or pin it, as a join link does");
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("connections to managers are made by engines");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("connections to managers are made by engines");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("a client has no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("a client has no clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("a client has no clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities == null ? new X509Certificate[0] : authorities.getAcceptedIssuers();
    }
}
