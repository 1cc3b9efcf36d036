// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/kafka/error_table.h"

#include "core/kafka/rd.h"

#include <algorithm>
#include <array>

namespace weir {
namespace {

// Sorted by code. Codes that librdkafka 2.8 has no name for are numbers of Kafka's protocol (Errors.java of 4.x), so
// that a newer library or broker still gets a sentence.
constexpr auto table = std::to_array<ErrorEntry>({
    // clang-format off
    {RD_KAFKA_RESP_ERR__BAD_MSG, ErrorKind::Broker, false,
     "the record batch is damaged (its checksum or format is wrong)"},
    {RD_KAFKA_RESP_ERR__BAD_COMPRESSION, ErrorKind::Broker, false, "the record batch could not be decompressed"},
    {RD_KAFKA_RESP_ERR__DESTROY, ErrorKind::Cancelled, true, "the connection was closed meanwhile"},
    {RD_KAFKA_RESP_ERR__FAIL, ErrorKind::Unreachable, true, "the conversation with the broker failed"},
    {RD_KAFKA_RESP_ERR__TRANSPORT, ErrorKind::Unreachable, true, "the broker could not be reached"},
    {RD_KAFKA_RESP_ERR__CRIT_SYS_RESOURCE, ErrorKind::Internal, false,
     "the operating system refused a resource (threads, memory or files)"},
    {RD_KAFKA_RESP_ERR__RESOLVE, ErrorKind::Unreachable, true, "the host name could not be resolved"},
    {RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, ErrorKind::TimedOut, true, "no broker confirmed the record in time"},
    {RD_KAFKA_RESP_ERR__PARTITION_EOF, ErrorKind::Internal, true, "the end of the partition was reached"},
    {RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION, ErrorKind::NotFound, false, "the topic has no such partition"},
    {RD_KAFKA_RESP_ERR__FS, ErrorKind::Internal, false, "a local file could not be read or written"},
    {RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC, ErrorKind::NotFound, false, "the topic does not exist"},
    {RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, ErrorKind::Unreachable, true, "no broker of the cluster can be reached"},
    {RD_KAFKA_RESP_ERR__INVALID_ARG, ErrorKind::InvalidInput, false, "a setting or argument is not valid"},
    {RD_KAFKA_RESP_ERR__TIMED_OUT, ErrorKind::TimedOut, true, "no answer came in time"},
    {RD_KAFKA_RESP_ERR__QUEUE_FULL, ErrorKind::Internal, true, "the client's queue is full"},
    {RD_KAFKA_RESP_ERR__ISR_INSUFF, ErrorKind::Broker, true, "too few replicas are in sync"},
    {RD_KAFKA_RESP_ERR__NODE_UPDATE, ErrorKind::Internal, true, "the broker's address changed meanwhile"},
    {RD_KAFKA_RESP_ERR__SSL, ErrorKind::Unreachable, false, "the TLS connection could not be set up"},
    {RD_KAFKA_RESP_ERR__WAIT_COORD, ErrorKind::TimedOut, true, "the group's coordinator is not known yet"},
    {RD_KAFKA_RESP_ERR__UNKNOWN_GROUP, ErrorKind::InvalidInput, false, "no consumer group is configured"},
    {RD_KAFKA_RESP_ERR__IN_PROGRESS, ErrorKind::Internal, true, "the operation is still running"},
    {RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS, ErrorKind::Internal, true, "an earlier operation is still running"},
    {RD_KAFKA_RESP_ERR__EXISTING_SUBSCRIPTION, ErrorKind::Internal, false, "the client is subscribed already"},
    {RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS, ErrorKind::Internal, true, "partitions are being assigned"},
    {RD_KAFKA_RESP_ERR__REVOKE_PARTITIONS, ErrorKind::Internal, true, "partitions are being taken back"},
    {RD_KAFKA_RESP_ERR__CONFLICT, ErrorKind::Internal, false, "another operation on the same client stands in the way"},
    {RD_KAFKA_RESP_ERR__STATE, ErrorKind::Internal, false, "the client is not in a state that allows it"},
    {RD_KAFKA_RESP_ERR__UNKNOWN_PROTOCOL, ErrorKind::Unreachable, false,
     "the other side does not speak Kafka's protocol"},
    {RD_KAFKA_RESP_ERR__NOT_IMPLEMENTED, ErrorKind::Unsupported, false, "the client library does not offer this"},
    {RD_KAFKA_RESP_ERR__AUTHENTICATION, ErrorKind::AuthenticationFailed, false, "the broker refused the credentials"},
    {RD_KAFKA_RESP_ERR__NO_OFFSET, ErrorKind::NotFound, false, "there is no committed offset"},
    {RD_KAFKA_RESP_ERR__OUTDATED, ErrorKind::Internal, true, "the answer is outdated"},
    {RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE, ErrorKind::TimedOut, true, "the request waited too long for a connection"},
    {RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, ErrorKind::Unsupported, false, "the broker does not support this"},
    {RD_KAFKA_RESP_ERR__WAIT_CACHE, ErrorKind::Internal, true, "the cluster's metadata is not known yet"},
    {RD_KAFKA_RESP_ERR__INTR, ErrorKind::Cancelled, true, "the operation was interrupted"},
    {RD_KAFKA_RESP_ERR__KEY_SERIALIZATION, ErrorKind::InvalidInput, false, "the key could not be encoded"},
    {RD_KAFKA_RESP_ERR__VALUE_SERIALIZATION, ErrorKind::InvalidInput, false, "the value could not be encoded"},
    {RD_KAFKA_RESP_ERR__KEY_DESERIALIZATION, ErrorKind::InvalidInput, false, "the key could not be decoded"},
    {RD_KAFKA_RESP_ERR__VALUE_DESERIALIZATION, ErrorKind::InvalidInput, false, "the value could not be decoded"},
    {RD_KAFKA_RESP_ERR__PARTIAL, ErrorKind::Broker, true, "the answer was cut off"},
    {RD_KAFKA_RESP_ERR__READ_ONLY, ErrorKind::Internal, false, "the object may not be changed"},
    {RD_KAFKA_RESP_ERR__NOENT, ErrorKind::NotFound, false, "no such entry exists"},
    {RD_KAFKA_RESP_ERR__UNDERFLOW, ErrorKind::Broker, true, "the answer ended too early"},
    {RD_KAFKA_RESP_ERR__INVALID_TYPE, ErrorKind::Internal, false, "the value has the wrong type"},
    {RD_KAFKA_RESP_ERR__RETRY, ErrorKind::Internal, true, "the operation has to be repeated"},
    {RD_KAFKA_RESP_ERR__PURGE_QUEUE, ErrorKind::Cancelled, true, "the record was withdrawn before it was sent"},
    {RD_KAFKA_RESP_ERR__PURGE_INFLIGHT, ErrorKind::Cancelled, true, "the record was withdrawn while it was on its way"},
    {RD_KAFKA_RESP_ERR__FATAL, ErrorKind::Internal, false, "the client can not go on after an earlier error"},
    {RD_KAFKA_RESP_ERR__INCONSISTENT, ErrorKind::Internal, false, "the client's state is inconsistent"},
    {RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE, ErrorKind::Internal, false,
     "going on could leave a gap in the order of records"},
    {RD_KAFKA_RESP_ERR__MAX_POLL_EXCEEDED, ErrorKind::Broker, true,
     "the consumer did not ask for records in time and lost its partitions"},
    {RD_KAFKA_RESP_ERR__UNKNOWN_BROKER, ErrorKind::NotFound, false, "the cluster has no such broker"},
    {RD_KAFKA_RESP_ERR__NOT_CONFIGURED, ErrorKind::InvalidInput, false, "the function is not configured"},
    {RD_KAFKA_RESP_ERR__FENCED, ErrorKind::Broker, false, "a newer client with the same id took over"},
    {RD_KAFKA_RESP_ERR__APPLICATION, ErrorKind::Internal, false, "the program itself reported an error"},
    {RD_KAFKA_RESP_ERR__ASSIGNMENT_LOST, ErrorKind::Broker, true, "the group gave the partitions to another member"},
    {RD_KAFKA_RESP_ERR__NOOP, ErrorKind::Internal, true, "nothing had to be done"},
    {RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, ErrorKind::InvalidInput, false,
     "the offset lies outside the log (deleted by retention, or not written yet)"},
    {RD_KAFKA_RESP_ERR__LOG_TRUNCATION, ErrorKind::Broker, false,
     "records that were read before have been lost by the cluster (unclean leader change)"},
    {RD_KAFKA_RESP_ERR__INVALID_DIFFERENT_RECORD, ErrorKind::InvalidInput, true,
     "another record of the same batch was invalid, so this one was not written either"},
    {RD_KAFKA_RESP_ERR_UNKNOWN, ErrorKind::Broker, false, "the broker met an unexpected error"},
    {RD_KAFKA_RESP_ERR_NO_ERROR, ErrorKind::Internal, false, "there was no error"},
    {RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, ErrorKind::InvalidInput, false,
     "the offset lies outside the log (deleted by retention, or not written yet)"},
    {RD_KAFKA_RESP_ERR_INVALID_MSG, ErrorKind::Broker, true, "the broker found the record batch damaged"},
    {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, ErrorKind::NotFound, false,
     "the topic or partition does not exist, or may not be seen"},
    {RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE, ErrorKind::InvalidInput, false, "the size of the record is not valid"},
    {RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE, ErrorKind::Broker, true, "the partition has no leader now"},
    {RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, ErrorKind::Broker, true,
     "another broker has become the partition's leader"},
    {RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, ErrorKind::TimedOut, true, "the broker did not finish the request in time"},
    {RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE, ErrorKind::Unreachable, true, "the broker is not available"},
    {RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE, ErrorKind::Broker, true, "the replica is not available"},
    {RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, ErrorKind::InvalidInput, false,
     "the record is larger than allowed (max.message.bytes of the topic, message.max.bytes of client and broker)"},
    {RD_KAFKA_RESP_ERR_STALE_CTRL_EPOCH, ErrorKind::Broker, true, "the controller has changed"},
    {RD_KAFKA_RESP_ERR_OFFSET_METADATA_TOO_LARGE, ErrorKind::InvalidInput, false,
     "the text that goes with the offset is too long"},
    {RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION, ErrorKind::Unreachable, true, "the broker disconnected before it answered"},
    {RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS, ErrorKind::Broker, true,
     "the coordinator is still loading its state"},
    {RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE, ErrorKind::Broker, true, "the coordinator is not available now"},
    {RD_KAFKA_RESP_ERR_NOT_COORDINATOR, ErrorKind::Broker, true, "another broker has become the coordinator"},
    {RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION, ErrorKind::InvalidInput, false, "the name of the topic is not valid"},
    {RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE, ErrorKind::InvalidInput, false,
     "the batch is larger than a log segment of the topic"},
    {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, ErrorKind::Broker, true,
     "too few replicas are in sync (min.insync.replicas), so nothing was written"},
    {RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND, ErrorKind::Broker, true,
     "the record was written, but to fewer replicas than min.insync.replicas asks for"},
    {RD_KAFKA_RESP_ERR_INVALID_REQUIRED_ACKS, ErrorKind::InvalidInput, false, "the value of acks is not valid"},
    {RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, ErrorKind::Broker, true,
     "the group has rebalanced meanwhile, the offset was not committed"},
    {RD_KAFKA_RESP_ERR_INCONSISTENT_GROUP_PROTOCOL, ErrorKind::InvalidInput, false,
     "the group's members use another assignor or protocol"},
    {RD_KAFKA_RESP_ERR_INVALID_GROUP_ID, ErrorKind::InvalidInput, false, "the group id is not valid"},
    {RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID, ErrorKind::Broker, true,
     "the group does not know this member (any more), or has active members"},
    {RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT, ErrorKind::InvalidInput, false,
     "the session timeout lies outside the limits of the broker"},
    {RD_KAFKA_RESP_ERR_REBALANCE_IN_PROGRESS, ErrorKind::Broker, true, "the group is rebalancing"},
    {RD_KAFKA_RESP_ERR_INVALID_COMMIT_OFFSET_SIZE, ErrorKind::InvalidInput, false, "the commit is too large"},
    {RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, ErrorKind::NotAuthorized, false, "no permission for this topic"},
    {RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, ErrorKind::NotAuthorized, false,
     "no permission for this consumer group"},
    {RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED, ErrorKind::NotAuthorized, false,
     "no permission for this operation on the cluster"},
    {RD_KAFKA_RESP_ERR_INVALID_TIMESTAMP, ErrorKind::InvalidInput, false,
     "the broker does not accept the timestamp (too far from its own clock)"},
    {RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM, ErrorKind::AuthenticationFailed, false,
     "the broker does not offer this SASL mechanism"},
    {RD_KAFKA_RESP_ERR_ILLEGAL_SASL_STATE, ErrorKind::AuthenticationFailed, false,
     "the broker did not expect this step of the SASL login"},
    {RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION, ErrorKind::Unsupported, false,
     "the broker does not support this version of the request"},
    {RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS, ErrorKind::AlreadyExists, false, "a topic of this name exists already"},
    {RD_KAFKA_RESP_ERR_INVALID_PARTITIONS, ErrorKind::InvalidInput, false, "the number of partitions is not valid"},
    {RD_KAFKA_RESP_ERR_INVALID_REPLICATION_FACTOR, ErrorKind::InvalidInput, false,
     "the replication factor is not valid (there may be fewer brokers)"},
    {RD_KAFKA_RESP_ERR_INVALID_REPLICA_ASSIGNMENT, ErrorKind::InvalidInput, false,
     "the assignment of replicas is not valid"},
    {RD_KAFKA_RESP_ERR_INVALID_CONFIG, ErrorKind::InvalidInput, false, "a configuration value is not valid"},
    {RD_KAFKA_RESP_ERR_NOT_CONTROLLER, ErrorKind::Broker, true, "another broker has become the controller"},
    {RD_KAFKA_RESP_ERR_INVALID_REQUEST, ErrorKind::InvalidInput, false, "the broker found the request invalid"},
    {RD_KAFKA_RESP_ERR_UNSUPPORTED_FOR_MESSAGE_FORMAT, ErrorKind::Unsupported, false,
     "the topic's old message format does not allow it"},
    {RD_KAFKA_RESP_ERR_POLICY_VIOLATION, ErrorKind::InvalidInput, false, "a policy of the cluster forbids it"},
    {RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, ErrorKind::Broker, false, "records arrived out of order"},
    {RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER, ErrorKind::Broker, false, "the record was written already"},
    {RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH, ErrorKind::Broker, false,
     "a newer producer with the same transactional id took over"},
    {RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, ErrorKind::Broker, false, "the transaction is not in a state that allows it"},
    {RD_KAFKA_RESP_ERR_INVALID_PRODUCER_ID_MAPPING, ErrorKind::Broker, false,
     "the transactional id belongs to another producer now"},
    {RD_KAFKA_RESP_ERR_INVALID_TRANSACTION_TIMEOUT, ErrorKind::InvalidInput, false,
     "the transaction timeout is longer than the broker allows"},
    {RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS, ErrorKind::Broker, true,
     "an earlier transaction of the same id is still being finished"},
    {RD_KAFKA_RESP_ERR_TRANSACTION_COORDINATOR_FENCED, ErrorKind::Broker, true,
     "the transaction's coordinator has changed"},
    {RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED, ErrorKind::NotAuthorized, false,
     "no permission for this transactional id"},
    {RD_KAFKA_RESP_ERR_SECURITY_DISABLED, ErrorKind::Unsupported, false,
     "the cluster has no authorizer, so there are no permissions to work with"},
    {RD_KAFKA_RESP_ERR_OPERATION_NOT_ATTEMPTED, ErrorKind::Broker, true,
     "it was not tried, because another part of the request failed"},
    {RD_KAFKA_RESP_ERR_KAFKA_STORAGE_ERROR, ErrorKind::Broker, true, "the broker has a problem with its disk"},
    {RD_KAFKA_RESP_ERR_LOG_DIR_NOT_FOUND, ErrorKind::NotFound, false, "the broker has no such log directory"},
    {RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED, ErrorKind::AuthenticationFailed, false,
     "the broker refused the credentials"},
    {RD_KAFKA_RESP_ERR_UNKNOWN_PRODUCER_ID, ErrorKind::Broker, false, "the broker has forgotten this producer"},
    {RD_KAFKA_RESP_ERR_REASSIGNMENT_IN_PROGRESS, ErrorKind::Broker, true, "replicas are being moved"},
    {RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_AUTH_DISABLED, ErrorKind::Unsupported, false,
     "delegation tokens are switched off"},
    {RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_NOT_FOUND, ErrorKind::NotFound, false, "the delegation token does not exist"},
    {RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_OWNER_MISMATCH, ErrorKind::NotAuthorized, false,
     "the delegation token belongs to somebody else"},
    {RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_REQUEST_NOT_ALLOWED, ErrorKind::NotAuthorized, false,
     "delegation tokens may not be asked for on this connection"},
    {RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_AUTHORIZATION_FAILED, ErrorKind::NotAuthorized, false,
     "no permission for this delegation token"},
    {RD_KAFKA_RESP_ERR_DELEGATION_TOKEN_EXPIRED, ErrorKind::AuthenticationFailed, false,
     "the delegation token has expired"},
    {RD_KAFKA_RESP_ERR_INVALID_PRINCIPAL_TYPE, ErrorKind::InvalidInput, false,
     "the kind of principal is not supported"},
    {RD_KAFKA_RESP_ERR_NON_EMPTY_GROUP, ErrorKind::Broker, true, "the group has active members"},
    {RD_KAFKA_RESP_ERR_GROUP_ID_NOT_FOUND, ErrorKind::NotFound, false, "the group does not exist"},
    {RD_KAFKA_RESP_ERR_FETCH_SESSION_ID_NOT_FOUND, ErrorKind::Broker, true,
     "the broker has forgotten the fetch session"},
    {RD_KAFKA_RESP_ERR_INVALID_FETCH_SESSION_EPOCH, ErrorKind::Broker, true, "the fetch session is out of step"},
    {RD_KAFKA_RESP_ERR_LISTENER_NOT_FOUND, ErrorKind::Broker, true, "the leader has no listener for this connection"},
    {RD_KAFKA_RESP_ERR_TOPIC_DELETION_DISABLED, ErrorKind::Unsupported, false,
     "the cluster does not allow topics to be deleted"},
    {RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, ErrorKind::Broker, true,
     "the client's view of the partition is out of date"},
    {RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH, ErrorKind::Broker, true,
     "the broker's view of the partition is out of date"},
    {RD_KAFKA_RESP_ERR_UNSUPPORTED_COMPRESSION_TYPE, ErrorKind::Unsupported, false,
     "the broker does not support this compression"},
    {RD_KAFKA_RESP_ERR_STALE_BROKER_EPOCH, ErrorKind::Broker, true, "the broker has restarted meanwhile"},
    {RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, ErrorKind::Broker, true,
     "the new leader does not know its end offset yet"},
    {RD_KAFKA_RESP_ERR_MEMBER_ID_REQUIRED, ErrorKind::Broker, true, "the group asks the member to join again"},
    {RD_KAFKA_RESP_ERR_PREFERRED_LEADER_NOT_AVAILABLE, ErrorKind::Broker, true,
     "the preferred leader is not available"},
    {RD_KAFKA_RESP_ERR_GROUP_MAX_SIZE_REACHED, ErrorKind::Broker, false,
     "the group has as many members as the broker allows"},
    {RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID, ErrorKind::Broker, false,
     "another member with the same group.instance.id took over"},
    {RD_KAFKA_RESP_ERR_ELIGIBLE_LEADERS_NOT_AVAILABLE, ErrorKind::Broker, true, "no replica can become the leader now"},
    {RD_KAFKA_RESP_ERR_ELECTION_NOT_NEEDED, ErrorKind::Broker, false, "the partition has the right leader already"},
    {RD_KAFKA_RESP_ERR_NO_REASSIGNMENT_IN_PROGRESS, ErrorKind::NotFound, false, "no replicas are being moved"},
    {RD_KAFKA_RESP_ERR_GROUP_SUBSCRIBED_TO_TOPIC, ErrorKind::Broker, true,
     "the group has active members that read this topic"},
    {RD_KAFKA_RESP_ERR_INVALID_RECORD, ErrorKind::InvalidInput, false,
     "the broker did not accept the record (a compacted topic needs a key, for example)"},
    {RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT, ErrorKind::Broker, true,
     "a transaction that commits offsets is still open"},
    {RD_KAFKA_RESP_ERR_THROTTLING_QUOTA_EXCEEDED, ErrorKind::Broker, true, "the quota for such requests is used up"},
    {RD_KAFKA_RESP_ERR_PRODUCER_FENCED, ErrorKind::Broker, false,
     "a newer producer with the same transactional id took over"},
    {RD_KAFKA_RESP_ERR_RESOURCE_NOT_FOUND, ErrorKind::NotFound, false, "the thing asked for does not exist"},
    {RD_KAFKA_RESP_ERR_DUPLICATE_RESOURCE, ErrorKind::InvalidInput, false, "the same thing was named twice"},
    {RD_KAFKA_RESP_ERR_UNACCEPTABLE_CREDENTIAL, ErrorKind::InvalidInput, false,
     "the new credentials do not meet the cluster's rules"},
    {RD_KAFKA_RESP_ERR_INCONSISTENT_VOTER_SET, ErrorKind::Broker, false, "the controllers do not agree on who votes"},
    {RD_KAFKA_RESP_ERR_INVALID_UPDATE_VERSION, ErrorKind::Broker, true, "the version to update has changed meanwhile"},
    {RD_KAFKA_RESP_ERR_FEATURE_UPDATE_FAILED, ErrorKind::Broker, false, "the cluster could not change the feature"},
    {RD_KAFKA_RESP_ERR_PRINCIPAL_DESERIALIZATION_FAILURE, ErrorKind::Broker, false,
     "the broker could not read who is asking"},
    {98, ErrorKind::Broker, true, "the controller's snapshot does not exist"}, // SNAPSHOT_NOT_FOUND
    {99, ErrorKind::Broker, false, "the position lies outside the controller's snapshot"}, // POSITION_OUT_OF_RANGE
    {RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_ID, ErrorKind::NotFound, true,
     "the topic was deleted, or is not known to this broker yet"},
    {101, ErrorKind::Broker, false, "a broker of the same id is registered already"}, // DUPLICATE_BROKER_REGISTRATION
    {102, ErrorKind::NotFound, false, "the broker is not registered"}, // BROKER_ID_NOT_REGISTERED
    {103, ErrorKind::Broker, true, "the topic was deleted and made again meanwhile"}, // INCONSISTENT_TOPIC_ID
    {104, ErrorKind::Broker, false, "the broker belongs to another cluster"}, // INCONSISTENT_CLUSTER_ID
    {105, ErrorKind::NotFound, false, "the transactional id does not exist"}, // TRANSACTIONAL_ID_NOT_FOUND
    {106, ErrorKind::Broker, true, "the fetch session is out of step"}, // FETCH_SESSION_TOPIC_ID_ERROR
    {107, ErrorKind::Broker, false, "the replica may not be in sync now"}, // INELIGIBLE_REPLICA
    {108, ErrorKind::Broker, true, "another broker has become the leader"}, // NEW_LEADER_ELECTED
    {109, ErrorKind::Broker, true, "the records have moved to tiered storage"}, // OFFSET_MOVED_TO_TIERED_STORAGE
    {RD_KAFKA_RESP_ERR_FENCED_MEMBER_EPOCH, ErrorKind::Broker, true, "the group has rebalanced meanwhile"},
    {RD_KAFKA_RESP_ERR_UNRELEASED_INSTANCE_ID, ErrorKind::Broker, true,
     "another member still uses the same group.instance.id"},
    {RD_KAFKA_RESP_ERR_UNSUPPORTED_ASSIGNOR, ErrorKind::InvalidInput, false,
     "the group does not support this assignor"},
    {RD_KAFKA_RESP_ERR_STALE_MEMBER_EPOCH, ErrorKind::Broker, true, "the group has rebalanced meanwhile"},
    {114, ErrorKind::InvalidInput, false,
     "the address belongs to a controller, a broker's address is needed"}, // MISMATCHED_ENDPOINT_TYPE
    {115, ErrorKind::Unsupported, false, "this kind of address is not supported"}, // UNSUPPORTED_ENDPOINT_TYPE
    {116, ErrorKind::Broker, true, "the controller is not known"}, // UNKNOWN_CONTROLLER_ID
    {RD_KAFKA_RESP_ERR_UNKNOWN_SUBSCRIPTION_ID, ErrorKind::Internal, true,
     "the broker has forgotten the client's metrics subscription"},
    {RD_KAFKA_RESP_ERR_TELEMETRY_TOO_LARGE, ErrorKind::Internal, false,
     "the client's metrics are too large for the broker"},
    {119, ErrorKind::Broker, false, "the broker's registration is not valid"}, // INVALID_REGISTRATION
    {120, ErrorKind::Broker, false, "the transaction has to be aborted"}, // TRANSACTION_ABORTABLE
    {121, ErrorKind::Broker, false, "the record's delivery state does not allow it"}, // INVALID_RECORD_STATE
    {122, ErrorKind::Broker, true, "the broker has forgotten the share session"}, // SHARE_SESSION_NOT_FOUND
    {123, ErrorKind::Broker, true, "the share session is out of step"}, // INVALID_SHARE_SESSION_EPOCH
    {124, ErrorKind::Broker, true, "the share group's state has changed meanwhile"}, // FENCED_STATE_EPOCH
    {125, ErrorKind::InvalidInput, false, "the key of the voter is not valid"}, // INVALID_VOTER_KEY
    {126, ErrorKind::AlreadyExists, false, "the voter exists already"}, // DUPLICATE_VOTER
    {127, ErrorKind::NotFound, false, "the voter does not exist"}, // VOTER_NOT_FOUND
    {128, ErrorKind::InvalidInput, false, "the regular expression is not valid"}, // INVALID_REGULAR_EXPRESSION
    {129, ErrorKind::Unreachable, true, "the client has to connect anew"}, // REBOOTSTRAP_REQUIRED
    {130, ErrorKind::InvalidInput, false,
     "the topology of the streams program is not valid"}, // STREAMS_INVALID_TOPOLOGY
    {131, ErrorKind::Broker, true,
     "the topology of the streams program is out of date"}, // STREAMS_INVALID_TOPOLOGY_EPOCH
    {132, ErrorKind::Broker, false, "a newer topology of the streams program took over"}, // STREAMS_TOPOLOGY_FENCED
    {133, ErrorKind::Broker, true, "the broker has as many share sessions as it allows"}, // SHARE_SESSION_LIMIT_REACHED
    // clang-format on
});

static_assert(std::ranges::is_sorted(table, std::ranges::less_equal(), &ErrorEntry::code));

} // namespace

const ErrorEntry* findErrorEntry(int code)
{
    const auto at = std::ranges::lower_bound(table, code, {}, &ErrorEntry::code);
    return at != table.end() && at->code == code ? &*at : nullptr;
}

Error kafkaError(int code, std::string_view what, std::string detail)
{
    Error error;
    error.kafkaCode = code;
    error.detail = std::move(detail);
    error.message = what;
    if (const ErrorEntry* entry = findErrorEntry(code)) {
        error.kind = entry->kind;
        error.retriable = entry->retriable;
        error.message += ": " + std::string(entry->why) + ".";
    } else {
        error.kind = ErrorKind::Broker;
        error.message += ": the broker answered with the unknown error " + std::to_string(code) + ".";
    }
    return error;
}

Error stoppedError(std::string_view what)
{
    return {ErrorKind::Cancelled, std::string(what) + ": it was cancelled.", {}, 0, true};
}

} // namespace weir
