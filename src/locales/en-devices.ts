/** The English of devices and their choice, loaded with what shows them. */
export const devicesEnglish = {
  audioAndVideo: 'Audio and video',
  microphone: 'Microphone',
  camera: 'Camera',
  speaker: 'Speaker',
  microphoneNumber: 'Microphone {number}',
  cameraNumber: 'Camera {number}',
  speakerNumber: 'Speaker {number}',
  systemDefault: 'System default',
  microphoneLevel: 'Microphone level',
  testSpeaker: 'Test speaker',
  allowDevices: 'Allow the microphone and the camera to see and hear yourself here…',
  noPicture: 'Your camera is off',
  cameraMissing: 'No camera was found on this device. Voice calls work.',
  microphoneMissing: 'No microphone was found on this device. You can listen.',
} as const;
