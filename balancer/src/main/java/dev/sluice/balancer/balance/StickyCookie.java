package dev.sluice.balancer.balance;

import dev.sluice.balancer.config.Address;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The values of a cookie that name the backends of a pool: a keyed hash (HMAC-SHA-256, RFC 2104) of
 * pool and address. A client can neither read an address out of it nor make one up; its first half
 * finds the backend, and the whole is compared in constant time. Hashes are computed once for each
 * backend. Safe to use from any thread.
 */
public final class StickyCookie {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int BYTES = 24;
  private static final int LENGTH = BYTES * 4 / 3;

  private final String pool;
  private final SecretKeySpec key;
  private volatile Index index = new Index(List.of(), Map.of(), Map.of());

  /**
   * The values of one set of members.
   *
   * @param byId by the first eight bytes
   */
  private record Index(
      List<Backend> members, Map<Address, Token> byAddress, Map<Long, Token> byId) {}

  private record Token(Backend backend, byte[] bytes, String text) {}

  /**
   * @param pool its name: the same address has another value in another pool
   * @param key secret, the same in every process that shares the clients; at least 16 bytes
   */
  public StickyCookie(String pool, byte[] key) {
    if (key.length < 16) {
      throw new IllegalArgumentException(
          "a key of " + key.length + " bytes; at least 16 are needed");
    }
    this.pool = pool;
    this.key = new SecretKeySpec(key, ALGORITHM);
  }

  /**
   * The value that names a backend; empty when it is no member.
   *
   * @param members the pool's, from {@link Pool#backends}
   */
  public Optional<String> value(Backend backend, List<Backend> members) {
    return Optional.ofNullable(index(members).byAddress().get(backend.address())).map(Token::text);
  }

  /**
   * The backend that a value names, usable or not; empty for anything that was not made here, or
   * whose backend is gone.
   *
   * @param members the pool's, from {@link Pool#backends}
   */
  public Optional<Backend> backend(String value, List<Backend> members) {
    if (value.length() != LENGTH) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Token token = index(members).byId().get(id(bytes));
    return token != null && MessageDigest.isEqual(token.bytes(), bytes)
        ? Optional.of(token.backend())
        : Optional.empty();
  }

  private Index index(List<Backend> members) {
    Index seen = index;
    // A pool gives out the same list until something changes.
    if (seen.members() != members) {
      seen = indexed(members, seen);
      index = seen;
    }
    return seen;
  }

  private Index indexed(List<Backend> members, Index before) {
    Map<Address, Token> byAddress = new HashMap<>();
    Map<Long, Token> byId = new HashMap<>();
    for (Backend member : members) {
      Token known = before.byAddress().get(member.address());
      byte[] bytes = known == null ? hash(member.address()) : known.bytes();
      String text = known == null ? Base64.getUrlEncoder().encodeToString(bytes) : known.text();
      Token token = new Token(member, bytes, text);
      byAddress.put(member.address(), token);
      byId.put(id(bytes), token);
    }
    return new Index(members, byAddress, byId);
  }

  private byte[] hash(Address address) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(pool.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      mac.update(address.toString().getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(mac.doFinal(), BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA-256 is part of every Java platform", e);
    }
  }

  private static long id(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getLong();
  }
}
