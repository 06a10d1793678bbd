package dev.sluice.balancer.net.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** ClientHellos as bytes. */
final class Hellos {

  private static final int RECORD_HEADER = 5;

  private Hellos() {}

  static byte[] plain() throws GeneralSecurityException, SSLException {
    return of(SSLContext.getDefault().createSSLEngine());
  }

  /** In one record. */
  static byte[] asking(String host) throws GeneralSecurityException, SSLException {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(host)));
    engine.setSSLParameters(parameters);
    return of(engine);
  }

  private static byte[] of(SSLEngine engine) throws SSLException {
    engine.setUseClientMode(true);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    byte[] bytes = new byte[hello.flip().remaining()];
    hello.get(bytes);
    return bytes;
  }

  /** The same message in small records. */
  static byte[] inRecordsOf(byte[] hello, int size) {
    ByteArrayOutputStream records = new ByteArrayOutputStream();
    for (int at = RECORD_HEADER; at < hello.length; at += size) {
      int length = Math.min(size, hello.length - at);
      records.write(hello, 0, 3);
      records.write(length >> 8);
      records.write(length);
      records.write(hello, at, length);
    }
    return records.toByteArray();
  }
}
