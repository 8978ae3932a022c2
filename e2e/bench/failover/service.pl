#!/usr/bin/perl
# The controlled service: answers each datagram with its name and the same text; needs 50 ms to stop and answers
# until then. Perl, because it starts within some milliseconds and comes with every Debian.
#
#   service.pl NAME ADDRESS PORT
use strict;
use Socket;

my ($name, $address, $port) = @ARGV;
socket(my $socket, PF_INET, SOCK_DGRAM, getprotobyname('udp')) or die "socket: $!";
bind($socket, sockaddr_in($port, inet_aton($address))) or die "bind: $!";
$SIG{TERM} = sub {
  $SIG{TERM} = 'IGNORE';
  return if fork();
  select(undef, undef, undef, 0.05);
  kill 'KILL', getppid();
  exit;
};
while (1) {
  my $asker = recv($socket, my $text, 64, 0);
  send($socket, "$name $text", 0, $asker) if $asker;
}
