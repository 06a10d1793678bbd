package dev.sluice.balancer.runtime;

import dev.sluice.balancer.config.Address;

/** A server could not listen; the message says where and why, for a user. */
public final class ListenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ListenException(Address address, Throwable cause) {
    super("cannot listen on " + address + ": " + why(address, cause), cause, false, false);
  }

  /**
   * @param message for a user
   */
  ListenException(String message) {
    super(message, null, false, false);
  }

  private static String why(Address address, Throwable cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    if (message.contains("Address already in use")) {
      return "the address is already in use";
    }
    if (message.contains("Permission denied")) {
      return address.isUnix()
          ? "permission denied"
          : "permission denied; ports below 1024 need a privilege";
    }
    if (message.contains("No such file or directory")) {
      return "its folder does not exist";
    }
    if (message.contains("Cannot assign requested address")) {
      return "this machine has no such address";
    }
    return message;
  }
}
