package dev.sluice.balancer.net.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The host names that a certificate is for, wildcards among them, in lower case. */
final class CertificateNames {

  // RFC 5280 section 4.2.1.6: GeneralName, dNSName
  private static final int DNS_NAME = 2;

  private CertificateNames() {}

  /** The alternative names; where there are none, the common name. */
  static List<String> of(X509Certificate certificate) {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
        if (Integer.valueOf(DNS_NAME).equals(name.get(0))) {
          names.add(((String) name.get(1)).toLowerCase(Locale.ROOT));
        }
      }
    } catch (CertificateParsingException e) {
      // Then it has none that a client could compare with either.
    }
    return names.isEmpty() ? commonName(certificate) : names;
  }

  private static List<String> commonName(X509Certificate certificate) {
    try {
      return new LdapName(certificate.getSubjectX500Principal().getName())
          .getRdns().stream()
              .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
              .map(Rdn::getValue)
              .map(name -> name.toString().toLowerCase(Locale.ROOT))
              .toList();
    } catch (InvalidNameException e) {
      return List.of();
    }
  }
}
