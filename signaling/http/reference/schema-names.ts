import { BidDraft, MediaDraft, MessageDraft } from '../../../src/protocol/message-draft.js';
import { Call } from '../../../src/protocol/call-record.js';
import {
  Bid,
  Conversation,
  ConversationChanges,
  Listing,
  Location,
  Media,
  Message,
  MessageCall,
  Problem,
  Reaction,
  ReceiptMark,
  responses,
  User,
} from '../../../src/protocol/index.js';
import { IceServer, moreResponses } from '../../../src/protocol/rest-more.js';

/** What has a name of its own in the document, and in clients made of it. */
export const NAMED_SCHEMAS = {
  Bid,
  BidDraft,
  Call,
  CallPage: moreResponses.calls,
  Conversation,
  ConversationChanges,
  ConversationPage: responses.conversations,
  FileLink: moreResponses.fileLink,
  GuestToken: responses.guest,
  IceServer,
  IceServers: moreResponses.iceServers,
  Listing,
  Location,
  Media,
  MediaDraft,
  Message,
  MessageCall,
  MessageDraft,
  MessagePage: responses.messages,
  Problem,
  Reaction,
  ReceiptMark,
  Upload: moreResponses.upload,
  User,
};
